// Puts what browsers are given beside the compiled server, so that an installation needs no package for it:
// node web/collect.mjs [dist]
import { cpSync, readdirSync, readFileSync } from 'node:fs';

const [dist = 'dist'] = process.argv.slice(2);
cpSync('web/graphiql', `${dist}/web/graphiql`, { recursive: true });

const vendor = `${dist}/web/graphiql/vendor`;
const files = JSON.parse(readFileSync('web/graphiql/vendor.json', 'utf8'));
for (const [name, file] of Object.entries(files)) {
  const [packageName] = file.split('/');
  cpSync(`node_modules/${file}`, `${vendor}/${name}`);
  // Their terms ask for it.
  const licence = readdirSync(`node_modules/${packageName}`).find((each) => each.startsWith('LICENSE'));
  cpSync(`node_modules/${packageName}/${licence}`, `${vendor}/${packageName}.LICENSE`);
}
