import StageKit

Score.main()
