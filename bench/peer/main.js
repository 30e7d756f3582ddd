// The peer as a process: Apollo Server on Express, on a free loopback port that it tells its parent. It ends with it.
// Not TypeScript: its two packages are bench's own, and `npm run check` must hold where those are not installed.
const { expressMiddleware } = require('@as-integrations/express5');
const express = require('express');
const { startPeer } = require('./server.ts');

async function main(databaseUrl) {
  const { server, context } = await startPeer(databaseUrl);
  const app = express();
  app.use('/graphql', express.json(), expressMiddleware(server, { context }));
  const listening = app.listen(0, '127.0.0.1', () => {
    process.send({ url: `http://127.0.0.1:${listening.address().port}/graphql` });
  });
}

process.once('disconnect', () => process.exit());
void main(process.env.DATABASE_URL);
