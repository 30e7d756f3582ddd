// Puts what browsers are given beside the compiled server, so that an installation needs no package for it:
// node web/collect.mjs [dist]
import { cpSync, readFileSync } from 'node:fs';

const [dist = 'dist'] = process.argv.slice(2);
for (const folder of ['web/graphiql', 'schema/operations']) cpSync(folder, `${dist}/${folder}`, { recursive: true });

const vendor = JSON.parse(readFileSync('web/graphiql/vendor.json', 'utf8'));
for (const [name, file] of Object.entries(vendor)) {
  const [packageName] = file.split('/');
  const collected = `${dist}/web/graphiql/vendor`;
  cpSync(`node_modules/${file}`, `${collected}/${name}`);
  // Their terms ask for it.
  cpSync(
    `node_modules/${packageName}/${packageName === 'graphql-ws' ? 'LICENSE.md' : 'LICENSE'}`,
    `${collected}/${packageName}.LICENSE`,
  );
}
