import StageKit

Simulate.main()
