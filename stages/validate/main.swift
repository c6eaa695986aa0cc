import StageKit

Validate.main()
