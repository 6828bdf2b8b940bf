// Plain JavaScript that an old Node can still parse: it is what tells people that their Node is too old.
// With install scripts blocked, or on a platform without a packaged Node, `npm run` silently uses the machine's own.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Tieout needs Node 24 or newer, and this is Node ${process.versions.node}: run "npm ci" so that the packaged Node is installed, or install Node 24.`,
  );
  process.exit(1);
}
