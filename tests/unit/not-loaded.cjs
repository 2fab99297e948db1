// In place of what @pulumi/pulumi loads to turn functions into text, which no resource here asks it to do.
module.exports = {};
