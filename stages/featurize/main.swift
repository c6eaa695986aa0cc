import StageKit

Featurize.main()
