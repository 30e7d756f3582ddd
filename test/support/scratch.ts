import { accessSync, constants, statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Room for the server's files and the databases of a run several times over; containers often have 64 MiB. */
const ROOM_BYTES = 4 * 1024 ** 3;

/**
 * Makes a folder for what no test needs after a crash of the machine: in memory where the machine has room, since most
 * of what tables cost on a disk is making their files.
 */
export function scratchFolder(name: string): Promise<string> {
  return mkdtemp(join(hasRoom('/dev/shm') ? '/dev/shm' : tmpdir(), `liandong-${name}-`));
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}
