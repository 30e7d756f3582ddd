import { readFile } from 'node:fs/promises';
import { Applier } from '../../src/commands/apply';
import type { CommandResult } from '../../src/commands/command';
import { SYSTEM_ACTOR } from '../../src/core/actor';
import { outcome } from '../../src/core/decision';
import { MemberRow } from '../../src/store/rows/directory.row';
import { SealedValueRow } from '../../src/store/rows/ledger.row';
import { openValues, sealValue } from '../../src/store/seals';
import { raw } from '../../src/store/session';
import { foundation, START, type Foundation } from '../support/foundation';
import { expectWholeLog, readLog } from '../support/log';
import { probe, ProbeRow } from '../support/probe';
import { onMariadb } from '../support/store';

const PHONE = '+86 138 1234 5678';
const OTHER_PHONE = '13900004321';
const CONTACT = '犯罪嫌疑人王小明';

let f: Foundation;
let created: CommandResult;
let changed: CommandResult;
let noted: CommandResult;

beforeAll(async () => {
  f = await foundation();
  const post = { agencyId: f.agency('icbc'), code: 'icbc.duty', name: '值班', roles: ['LIAISON'], phone: PHONE };
  created = await f.execute('createMember', SYSTEM_ACTOR, { ...post, idempotencyKey: 'phone' });
  const change = { memberId: created.subject, phone: OTHER_PHONE };
  changed = await f.execute('changeMember', f.as('icbc.administrator'), change);
  const officer = f.as('yk-police.officer');
  const { subject: taskId } = await f.execute('openProbe', officer, { operationId: f.operation, title: 'a probe' });
  noted = await f.execute('noteProbe', officer, { taskId, contact: CONTACT, idempotencyKey: 'contact' });
});

/** Every column of every table as text, bytes as hexadecimal digits, and on SQLite the files themselves. */
async function everythingKept(): Promise<Buffer> {
  const names = f.store.dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const tables = await f.store.read(async (session) => {
    const all = [];
    for (const name of names) all.push(await session.select(raw(`SELECT * FROM ${name}`)));
    return all;
  });
  const bytes = tables.flat(2).flatMap((row) => Object.values(row).filter((value) => Buffer.isBuffer(value)));
  const files = onMariadb ? [] : await databaseFiles();
  return Buffer.concat([Buffer.from(JSON.stringify(tables)), ...bytes, ...files]);
}

async function databaseFiles(): Promise<Buffer[]> {
  const path = f.database.url.slice('sqlite:'.length);
  const main = await readFile(path);
  const wal = await readFile(`${path}-wal`);
  expect(wal.length).toBeGreaterThan(0);
  return [main, wal];
}

/** The ways in which a value could stand somewhere in clear. */
function forms(value: string): [string, Buffer][] {
  const base64 = Buffer.from(value).toString('base64');
  return [
    ['as it is', Buffer.from(value)],
    ['in UTF-16', Buffer.from(value, 'utf16le')],
    ['in base64', Buffer.from(base64.replace(/=+$/, ''))],
    ['in base64url', Buffer.from(Buffer.from(value).toString('base64url'))],
    ['in hexadecimal', Buffer.from(Buffer.from(value).toString('hex'))],
    ['escaped', Buffer.from(JSON.stringify(value).slice(1, -1))],
    ['backwards', Buffer.from(Array.from(value).reverse().join(''))],
  ];
}

/** The reference and commitment that an entry holds in place of a sealed field. */
async function markOf({ operation, seq }: CommandResult, field: string): Promise<{ ref: string; commitment: string }> {
  const entry = (await readLog(f.store, operation)).find((each) => each.seq === seq);
  return entry?.details[field] as { ref: string; commitment: string };
}

function sealOf(ref: string): Promise<SealedValueRow | null> {
  return f.store.read((session) => session.findOne(SealedValueRow, { ref }));
}

describe('a sealed value', () => {
  it.each([PHONE, OTHER_PHONE, CONTACT])('stands nowhere in clear: %s', async (value) => {
    const kept = await everythingKept();
    const found = forms(value).filter(([, bytes]) => kept.includes(bytes));
    expect(found.map(([form]) => form)).toEqual([]);
  });

  it('would be found if it did: this test sees what is not sealed', async () => {
    expect((await everythingKept()).includes(Buffer.from('值班'))).toBe(true);
  });

  it('is opened again by its reference, which the row holds', async () => {
    const [member, kept] = await f.store.read(async (session) => [
      await session.findOne(MemberRow, { id: created.subject }),
      await session.findOne(ProbeRow, { id: noted.subject }),
    ]);
    const refs = [member!.phone!, kept!.contact!];
    const values = await f.store.read((session) => openValues(session, f.keyRing, refs));
    expect(values).toEqual(
      new Map([
        [refs[0], OTHER_PHONE],
        [refs[1], CONTACT],
      ]),
    );
  });

  it('is in the log as a reference and a commitment alone, and the commitment proves it', async () => {
    for (const [result, field, value] of [
      [created, 'phone', PHONE],
      [changed, 'phone', OTHER_PHONE],
      [noted, 'contact', CONTACT],
    ] as const) {
      const mark = await markOf(result, field);
      expect(mark).toEqual({
        ref: expect.stringMatching(/^seal_/),
        commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      const seal = await sealOf(mark.ref);
      expect(f.keyRing.commitment(seal!.salt, value)).toBe(mark.commitment);
      expect(f.keyRing.commitment(seal!.salt, `${value} `)).not.toBe(mark.commitment);
    }
  });

  it('is sealed anew each time: equal values have nothing in common', async () => {
    const officer = f.as('yk-police.officer');
    const note = { taskId: noted.subject, contact: CONTACT };
    const again = await f.execute('noteProbe', officer, note);
    const [one, two] = [await markOf(noted, 'contact'), await markOf(again, 'contact')];
    expect(one.commitment).not.toBe(two.commitment);
    expect((await sealOf(one.ref))!.ciphertext).not.toEqual((await sealOf(two.ref))!.ciphertext);
  });

  it('can be erased without a break of the chain', async () => {
    const { ref } = await markOf(created, 'phone');
    await f.store.write((session) => session.delete(SealedValueRow, { operation: f.system, ref }));
    expect(await f.store.read((session) => openValues(session, f.keyRing, [ref]))).toEqual(new Map());
    await expectWholeLog(f.store, f.system);
  });

  it('cannot be moved to another reference', async () => {
    const { ref } = await markOf(changed, 'phone');
    const moved = Object.assign(new SealedValueRow(), await sealOf(ref), { ref: f.newId('seal') });
    await f.store.write((session) => session.insert(SealedValueRow, [moved]));
    await expect(f.store.read((session) => openValues(session, f.keyRing, [moved.ref]))).rejects.toThrow();
  });

  it('is text: anything else is not kept at all, since it would stand in clear', async () => {
    const thing = {
      id: noted.subject,
      operation: f.operation,
      version: 1,
      state: 'OPEN',
      createdAt: START,
      updatedAt: START,
    };
    const action = probe.actions.find((each) => each.name === 'noteProbe')!;
    const decided = {
      ...{ action, thing, definition: probe, actor: f.as('yk-police.officer'), command: 'cmd', at: START },
      ...{ occurredAt: null, timeZone: 'Asia/Shanghai', head: { seq: 1, hash: '' }, newId: f.newId },
      outcome: outcome().set({ contact: [CONTACT] }),
    };
    const apply = f.store.write((session) => new Applier(f.keyRing, f.registry).apply(session, decided));
    await expect(apply).rejects.toThrow('only text can be sealed');
  });

  it('is found by its blind index where it has one', async () => {
    const value = '工行6222021234567890';
    const place = { operation: f.operation, ref: f.newId('seal'), value, blind: 'account' };
    await f.store.write((session) => sealValue(session, f.keyRing, place));
    const blindIndex = f.keyRing.blindIndex('account', value);
    const rows = await f.store.read((session) => session.find(SealedValueRow, { operation: f.operation, blindIndex }));
    expect(rows.map((row) => row.ref)).toEqual([place.ref]);
    const kept = await everythingKept();
    expect(forms(value).filter(([, bytes]) => kept.includes(bytes))).toEqual([]);
  });
});
