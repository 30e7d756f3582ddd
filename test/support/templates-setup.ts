import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the folder of this run's templates, once for both databases. */
export default async function templatesSetup(): Promise<void> {
  // Workers are forked after this, so they inherit it.
  process.env['TEST_TEMPLATES'] ??= await mkdtemp(join(tmpdir(), 'liandong-templates-'));
}
