import { readFileSync } from 'node:fs';
import { SETTINGS, type Setting } from './settings';

/** Settings by name, as the environment gives them. */
type Given = Readonly<Record<string, string | undefined>>;

/** What is wrong with one setting. */
export interface SettingFault {
  readonly name: string;
  readonly message: string;
}

/** Names of the settings that a file can hold in their place: `DATABASE_URL_FILE` for `DATABASE_URL`. */
export const SECRET_SETTINGS = Object.entries<Setting>(SETTINGS).flatMap(([name, { secret }]) =>
  secret ? [name] : [],
);

/** Adds the secrets that are given by files, as container platforms do; with what is wrong with those files. */
export function withSecretFiles(given: Given): { given: Given; faults: SettingFault[] } {
  const read: Record<string, string> = {};
  const faults: SettingFault[] = [];
  for (const secret of SECRET_SETTINGS) {
    const name = `${secret}_FILE`;
    const file = given[name];
    if (file === undefined) continue;
    try {
      if (given[secret] !== undefined) throw new Error(`give this or ${secret}, not both`);
      read[secret] = readSecret(file);
    } catch (error) {
      faults.push({ name, message: (error as Error).message });
    }
  }
  return { given: { ...given, ...read }, faults };
}

/** Without the line's end that editors and `echo` put behind it. @throws Error */
function readSecret(file: string): string {
  const secret = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  if (secret === '') throw new Error(`${file} is empty`);
  return secret;
}
