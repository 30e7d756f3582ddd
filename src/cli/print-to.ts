import { readFile, writeFile } from 'node:fs/promises';
import { say } from './print';

/** What a committed file is to hold. */
export interface Printed {
  readonly text: string;
  /** Only compare. */
  readonly check: boolean;
  /** The command that prints it anew. */
  readonly by: string;
}

/** Prints to a file and says its name. @throws Error where it is only compared, and differs */
export async function printTo(file: string, { text, check, by }: Printed): Promise<void> {
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, 'utf8')) !== text) throw new Error(`${file} is not what the code prints: ${by}`);
  say(file);
}
