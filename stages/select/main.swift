import StageKit

Select.main()
