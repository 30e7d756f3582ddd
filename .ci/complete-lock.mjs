// Completes package-lock.json after a package was added from a registry or mirror that lacks builds for other
// platforms: npm leaves those out of the lock, and then `npm ci` refuses it and other platforms get no build.
// Usage: node .ci/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const packages = lock.packages;
const parts = {
  os: /darwin|win32|linux|freebsd|android|openharmony|openbsd|netbsd|sunos|aix/,
  cpu: /arm64|x64|ia32|(?<!h)arm|ppc64|s390x|riscv64|loong64|wasm32/,
};

function isLocked(from, name) {
  const nested = `${from}/node_modules/${name}`;
  return nested in packages || `node_modules/${name}` in packages;
}

for (const [from, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(from, name)) continue;
    const build = name.slice(name.lastIndexOf('/') + 1);
    const [os, cpu] = [build.match(parts.os)?.[0], build.match(parts.cpu)?.[0]];
    // A range would need the registry's answer; builds for platforms are named exactly.
    if (!os || !cpu || !/^\d/.test(version)) throw new Error(`Lock ${name}@${version} by hand, for ${from}.`);
    packages[`node_modules/${name}`] = { version, cpu: [cpu], ...(dev && { dev }), optional: true, os: [os] };
    console.log(`added ${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
