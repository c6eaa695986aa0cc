import StageKit

Train.main()
