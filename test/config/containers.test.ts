import { existsSync, readFileSync } from 'node:fs';
import { SECRET_SETTINGS } from '../../src/config/secret-files';
import { SETTINGS } from '../../src/config/settings';

/** What containers are made of names the files and the settings that there are. */

const read = (file: string): string => readFileSync(file, 'utf8');

describe('the Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');

  it('copies what is there and what .dockerignore lets in', () => {
    const copied = lines.flatMap((line) => {
      const [verb, ...words] = line.split(' ');
      return verb === 'COPY' && !line.includes('--from=') ? words.slice(0, -1) : [];
    });
    const allowed = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    for (const file of copied) expect(existsSync(file)).toBe(true);
    expect(new Set(copied)).toEqual(new Set(allowed));
  });

  it('asks whether it lives, not whether it is ready: a full disk is no cause to start anew', () => {
    const check = lines[lines.findIndex((line) => line.startsWith('HEALTHCHECK')) + 1];
    expect(check).toContain('/livez`');
  });

  it('runs as nobody of importance, on a Node that the package takes', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
    const stages = lines.filter((line) => line.startsWith('FROM '));
    for (const stage of stages) expect(stage).toMatch(/^FROM node:20-bookworm-slim\b/);
    expect(JSON.parse(read('package.json')).engines.node).toBe('>=20.19');
  });
});

describe('docker-compose.yml', () => {
  const compose = read('docker-compose.yml');

  it('sets nothing but settings, and gives secrets by files alone', () => {
    const service = /\n {2}liandong:\n([^]+?)\n\n/.exec(compose)?.[1] ?? '';
    const names = [...service.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name ?? '');
    const known = [...Object.keys(SETTINGS), ...SECRET_SETTINGS.map((name) => `${name}_FILE`)];
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(known).toContain(name);
    for (const name of SECRET_SETTINGS) expect(names).not.toContain(name);
  });

  it('mounts files that are there, or that the README tells how to make', () => {
    const readme = read('README.md');
    for (const [, file = ''] of compose.matchAll(/\.\/([\w./-]+)/g)) {
      expect(file.startsWith('secrets/') ? readme.includes(file) : existsSync(file)).toBe(true);
    }
  });
});
