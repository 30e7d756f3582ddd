import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = (...args: string[]): Promise<unknown> => promisify(execFile)('openssl', args);

const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A certificate authority in a folder, made by openssl for a test. */
export class Authority {
  private constructor(
    private readonly folder: string,
    /** Its own certificate. */
    readonly certificate: string,
    private readonly key: string,
  ) {}

  static async make(folder: string, name: string): Promise<Authority> {
    const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
    await openssl('req', '-x509', ...EC_KEY, '-keyout', key, '-out', certificate, '-days', '2', '-subj', `/CN=${name}`);
    return new Authority(folder, certificate, key);
  }

  /** Writes `server.pem` and `server.key` for a host. */
  async sign(host: string): Promise<{ certificate: string; key: string }> {
    const path = (end: string): string => join(this.folder, `server.${end}`);
    await openssl('req', ...EC_KEY, '-keyout', path('key'), '-out', path('csr'), '-subj', '/CN=server');
    await writeFile(path('ext'), `subjectAltName = DNS:${host}\n`);
    const by = ['-CA', this.certificate, '-CAkey', this.key, '-CAcreateserial', '-days', '2', '-extfile', path('ext')];
    await openssl('x509', '-req', '-in', path('csr'), '-out', path('pem'), ...by);
    return { certificate: path('pem'), key: path('key') };
  }
}
