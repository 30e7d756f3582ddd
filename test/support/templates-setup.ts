import { scratchFolder } from './scratch';

/** Makes the folder of this run's templates, once for both databases. */
export default async function templatesSetup(): Promise<void> {
  // Workers are forked after this, so they inherit it.
  process.env['TEST_TEMPLATES'] ??= await scratchFolder('templates');
}
