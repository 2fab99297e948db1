"use strict";

const { slicingPolicies } = require("../dist/policy");

const policies = slicingPolicies();
const { PolicyPack } = policyLibrary();
new PolicyPack("pulumi-trtc", { policies });

function policyLibrary() {
  try {
    return require("@pulumi/policy");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND" || !error.message.includes("'@pulumi/policy'")) throw error;
    process.stderr.write(
      "the policy pack pulumi-trtc needs @pulumi/policy 1.21 or later, which is not installed: run npm install --save-dev @pulumi/policy\n",
    );
    process.exit(1);
  }
}
