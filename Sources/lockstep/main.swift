import Commands
import Platform

let status = await CommandLineTool.main(Array(CommandLine.arguments.dropFirst()))
CurrentProcess.exit(status)
