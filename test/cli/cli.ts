import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { atEnd } from '../support/endings';
import { scratchFolder } from '../support/scratch';

/** What a command has said, and the code with which it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The environment of a command, beside PATH. */
export type Settings = Readonly<Record<string, string>>;

/** The command line that was built beside a server's main module. */
export function cliOf(main: string): string {
  return join(dirname(main), 'cli', 'main.js');
}

/** Runs a command of the command line to its end. */
export async function run(cli: string, args: readonly string[], settings: Settings = {}): Promise<Said> {
  const { PATH = '' } = process.env;
  const child = execFile(process.execPath, [cli, ...args], { env: { PATH, ...settings }, timeout: 60_000 });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text: string) => (out += text));
  child.stderr?.on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, out, err };
}

/** A command that goes on until it is told to end. */
export interface Running {
  /** Waits until it has said something; fails when it ends before, or says nothing for a long time. */
  says(pattern: RegExp): Promise<void>;
  /** Everything that it has said. */
  said(): string;
  /** Ends it as Ctrl-C does. */
  interrupt(): Promise<void>;
}

/** Starts a command of the command line; it ends with the test file. */
export function start(cli: string, args: readonly string[], settings: Settings = {}): Running {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const interrupt = async (): Promise<void> => {
    if (hasEnded(child)) return;
    const closed = once(child, 'close');
    child.kill('SIGINT');
    await closed;
  };
  atEnd(interrupt);
  return { says: (pattern) => says(child, pattern, () => text), said: () => text, interrupt };
}

/** A folder of this test file alone. */
export async function ownFolder(): Promise<string> {
  const folder = await scratchFolder('cli');
  atEnd(() => rm(folder, { recursive: true }));
  return folder;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function says(child: ChildProcess, pattern: RegExp, said: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (by: () => void): void => {
      clearTimeout(timer);
      child.stdout?.off('data', look);
      child.off('close', fail);
      by();
    };
    const look = (): void => {
      if (pattern.test(said())) settle(resolve);
    };
    const fail = (): void => {
      settle(() => {
        reject(new Error(`it did not say ${String(pattern)} but:\n${said()}`));
      });
    };
    const timer = setTimeout(fail, 20_000);
    child.stdout?.on('data', look);
    child.once('close', fail);
    look();
    if (hasEnded(child) && !pattern.test(said())) fail();
  });
}
