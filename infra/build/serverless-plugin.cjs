// The framework may have been started by an older Node, which cannot read the plugin itself: say so instead of showing its syntax error.
require("../runtime/check-node.mjs");
module.exports = require("./serverless-plugin.ts").default;
