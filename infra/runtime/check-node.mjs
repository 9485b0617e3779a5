// Every npm script runs the Lambda runtime, Node 24, from node_modules/.bin: the `node` package brings it. Where npm did not
// run that package's install script (npm 11 with scripts switched off, say), an older Node answers here and says what to do.
const [major] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `Sluice runs on Node 24 (the Lambda runtime nodejs24.x); this is Node ${process.versions.node}.\n` +
      "The npm package `node` brings it, but its install script did not run here. Do one of:\n" +
      "  npm rebuild node --ignore-scripts=false     runs the script\n" +
      "  npm ci --ignore-scripts=false               installs everything again\n" +
      "  install Node 24 or later on this machine",
  );
  process.exit(1);
}
