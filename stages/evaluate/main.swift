import StageKit

Evaluate.main()
