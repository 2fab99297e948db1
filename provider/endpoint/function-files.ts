import { join } from "node:path";

/** Where the functions of the endpoints stand once the package is built. */
const FUNCTIONS = join(__dirname, "..", "functions");

/** Folder of the Lambda function's code. */
export const AWS_FUNCTION = join(FUNCTIONS, "aws-callback");

/** Zip file of the SCF function's code. */
export const TENCENT_FUNCTION = join(FUNCTIONS, "tencent-callback.zip");
