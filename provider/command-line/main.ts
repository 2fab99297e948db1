import { runProgram } from "./program";

const { argv, env, stdin, stdout, stderr } = process;
void runProgram(argv.slice(2), { environment: env, stdin, stdout, stderr }).then((exitCode) => {
  process.exitCode = exitCode;
});
