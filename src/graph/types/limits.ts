import { z } from 'zod';
import type { InputLimits } from '../../core/action-table';
import { findDivision } from '../../core/divisions';
import type { FaultSpec } from '../../core/errors';
import { parseGeometry } from '../../core/geometry';
import { prefixOf } from '../../core/ids';
import { normalResidentId, residentIdFault } from '../../core/resident-id';
import { parseDate, parseInstant } from '../../core/time';

/**
 * Limits of inputs: one zod object beside each input class. What a scalar of the API has checked already is checked
 * again here, because not every command comes through the API.
 */

/** Control characters but tab and line breaks, what is not seen, and what turns the direction of writing. */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\u2800\u3164\uffa0\ufeff\ufffe\uffff\u{e0000}-\u{e007f}]/u;

const EARLIEST = '1000';

const text = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((value) => !UNPRINTABLE.test(value), { error: 'UNPRINTABLE' });

/** The limits that fields share. */
export const limit = {
  text,
  title: text(2, 100),
  reason: text(2, 500),
  note: text(1, 500),
  /** A TypeID with this prefix; what has another form names nothing. */
  id: (prefix: string) =>
    z
      .string()
      .refine((value) => prefixOf(value) === prefix, { error: 'NOT_AN_ID' })
      .meta({ idPrefix: prefix }),
  division: z.string().refine((value) => findDivision(value) !== null, { error: 'UNKNOWN_DIVISION' }),
  /** Any offset; kept in UTC. A database keeps years from 1000 on. */
  instant: z.string().transform((value, context) => {
    const instant = parseInstant(value);
    if (instant !== null && instant >= EARLIEST) return instant;
    context.addIssue({ code: 'custom', message: 'NOT_AN_INSTANT' });
    return z.NEVER;
  }),
  /** A code of one of the operation's catalogues. */
  catalogueCode: z.string().regex(/^[A-Z][A-Z0-9_]{0,38}[A-Z0-9]$/, { error: 'NOT_A_CODE' }),
  /** A resident identity number in its normal form. */
  residentId: z.string().transform((value, context) => {
    const id = normalResidentId(value);
    const fault = residentIdFault(id);
    if (fault === null) return id;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  }),
  /** A sum of money above nothing, in fen. */
  positiveMoney: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  geometry: z.unknown().transform((value, context) => {
    const geometry = parseGeometry(value);
    if (geometry !== null) return geometry;
    context.addIssue({ code: 'custom', message: 'NOT_A_GEOMETRY' });
    return z.NEVER;
  }),
  date: z.string().refine((value) => parseDate(value) !== null && value >= EARLIEST, { error: 'NOT_A_DATE' }),
} as const;

const common = {
  idempotencyKey: text(1, 64).nullish(),
  follows: text(1, 64).nullish(),
  occurredAt: limit.instant.nullish(),
};

const version = { expectedVersion: z.number().int().min(1).nullish() };

/** What is wrong with an input whose fields are right each by itself. */
type Together<Input> = (input: Input) => readonly FaultSpec[];

/** Limits of a command that begins something. `together`: what its fields must be to one another. */
export function commandLimits<Input extends object>(
  shape: z.ZodRawShape,
  together?: Together<Input>,
): InputLimits<Input> {
  const limits = z.strictObject({ ...common, ...shape }).superRefine((input, context) => {
    for (const { path, code } of together?.(input as unknown as Input) ?? []) {
      context.addIssue({ code: 'custom', message: code, path: path.split('.') });
    }
  });
  return limits as unknown as InputLimits<Input>;
}

/** Limits of a command on a thing that is there; `shape` names the thing's id. */
export function subjectLimits<Input extends object>(
  shape: z.ZodRawShape,
  together?: Together<Input>,
): InputLimits<Input> {
  return commandLimits({ ...version, ...shape }, together);
}

/** Limits of a command on an operation. Any id may be asked for: what names no operation is not found. */
export function operationLimits<Input extends object>(shape: z.ZodRawShape): InputLimits<Input> {
  return subjectLimits({ operationId: z.string().max(100), ...shape });
}

/** Limits of a command on a task. Any id may be asked for: what names no task is not found. */
export function taskLimits<Input extends object>(shape: z.ZodRawShape, together?: Together<Input>): InputLimits<Input> {
  return subjectLimits({ taskId: z.string().max(100), ...shape }, together);
}

/** What of zod's objects tells how a field is limited; any other limits tell nothing. */
interface LimitParts {
  readonly shape?: Readonly<Record<string, LimitParts | undefined>>;
  readonly element?: LimitParts;
  readonly in?: LimitParts;
  readonly maxLength?: number | null;
  meta?(): Readonly<Record<string, unknown>> | undefined;
  unwrap?(): LimitParts;
  safeParse?(value: unknown): { readonly success: boolean };
}

/** Whether limits refuse an input that leaves the field out. */
export function isRequiredBy(limits: unknown, name: string): boolean {
  return (limits as LimitParts | undefined)?.shape?.[name]?.safeParse?.(undefined).success === false;
}

/** The limits of an object within a field, or of each in its list; undefined where there are none. */
export function limitsInside(limits: unknown, name: string): unknown {
  return layersOf(limits, name).find(({ shape }) => shape);
}

/** Of a field, or of each in its list: of what its id is, by its prefix, and how long a text may be; null: not said. */
export function valueLimits(limits: unknown, name: string): { idPrefix: string | null; maxLength: number | null } {
  const layers = layersOf(limits, name);
  const prefixes = layers.map((layer) => layer.meta?.()?.['idPrefix']);
  const lengths = layers.map(({ maxLength }) => maxLength);
  return {
    idPrefix: prefixes.find((prefix) => typeof prefix === 'string') ?? null,
    maxLength: lengths.find((length) => typeof length === 'number' && Number.isFinite(length)) ?? null,
  };
}

/** A field's limits and those inside: what may be left out, a list, a transformation each wrap others. */
function layersOf(limits: unknown, name: string): LimitParts[] {
  const layers: LimitParts[] = [];
  let inside = (limits as LimitParts | undefined)?.shape?.[name];
  while (inside) {
    layers.push(inside);
    inside = inside.shape ? undefined : (inside.element ?? inside.in ?? inside.unwrap?.());
  }
  return layers;
}
