import { rm } from 'node:fs/promises';
import { installedRegistry, openStore } from '../../src/app';
import { raw } from '../../src/store/session';
import { Authority } from '../support/authority';
import { withConnection } from '../support/connection';
import { atEnd } from '../support/endings';
import { startPrivateMariadb } from '../support/private-mariadb';
import { scratchFolder } from '../support/scratch';

/** The way to a database that is not on this machine: encrypted, and to nobody but it. */

let authority: Authority;
let other: Authority;
let adminUrl: string;

beforeAll(async () => {
  const folder = await scratchFolder('authority');
  atEnd(() => rm(folder, { recursive: true }));
  authority = await Authority.make(folder, 'authority');
  other = await Authority.make(folder, 'other');
  const { certificate, key } = await authority.sign('localhost');
  const server = await startPrivateMariadb([`--ssl-cert=${certificate}`, `--ssl-key=${key}`]);
  atEnd(() => server.stop());
  adminUrl = server.url;
  await withConnection(adminUrl, async (connection) => {
    await connection.query('CREATE DATABASE own');
    await connection.query("CREATE USER 'own'@'%' IDENTIFIED BY 'secret' REQUIRE SSL");
    await connection.query("GRANT ALL ON own.* TO 'own'@'%'");
  });
});

/** The cipher of the connection by which a store is opened. */
async function open({ ca, host = 'localhost' }: { ca?: string; host?: string }): Promise<string> {
  const search = ca === undefined ? '' : `?ca=${ca}`;
  const url = `mysql://own:secret@${host}:${new URL(adminUrl).port}/own${search}`;
  const store = await openStore(url, installedRegistry());
  try {
    const [row] = await store.read((session) => session.select(raw("SHOW STATUS LIKE 'Ssl_cipher'")));
    return String(row?.['Value']);
  } finally {
    await store.close();
  }
}

it('is encrypted where the address names an authority, and the server is who that vouches for', async () => {
  expect(await open({ ca: authority.certificate })).toMatch(/^TLS_/);
});

it('is open without, which a server may refuse', async () => {
  await expect(open({})).rejects.toThrow(/Access denied/);
});

it('ends at a server that another authority vouches for', async () => {
  await expect(open({ ca: other.certificate })).rejects.toThrow(/unable to verify|self-signed|certificate/);
});

it('ends at a server of another name, and at one that has none', async () => {
  await expect(open({ ca: authority.certificate, host: '127.0.0.1' })).rejects.toThrow(/must be a name/);
  await expect(open({ ca: authority.certificate, host: '[::1]' })).rejects.toThrow(/must be a name/);
  await authority.sign('another.example');
  await withConnection(adminUrl, (connection) => connection.query('FLUSH SSL'));
  await expect(open({ ca: authority.certificate })).rejects.toThrow(/altnames|does not match/);
});

it('ends before it begins where the file is not there', async () => {
  await expect(open({ ca: '/nowhere/ca.pem' })).rejects.toThrow(/ENOENT/);
});
