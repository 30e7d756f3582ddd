import type { Json } from '../core/canonical-json';
import { fieldsOf, partFieldsOf, partRulesOf, type SubjectDefinition } from '../core/definition';
import type { KeyRing } from '../core/key-ring';
import type { FieldValues, PartChange } from '../core/parts';
import type { FieldRule } from '../core/visibility';
import { sealValue } from '../store/seals';
import type { Session } from '../store/session';
import type { StoredValues } from './write-task';

/** Values in two forms: as rows keep them (references), and as the log tells them (references with commitments). */
export interface Sealed {
  readonly values: StoredValues;
  readonly details: Readonly<Record<string, Json>>;
}

/** A part's element in both forms. */
export interface SealedPart extends Sealed {
  readonly part: string;
  readonly key: string;
}

/** Seals at rest what the tables say is to be sealed, in a command's transaction. */
export class Sealer {
  constructor(
    private readonly session: Session,
    private readonly keyRing: KeyRing,
    private readonly place: { readonly operation: string; readonly newId: (prefix: string) => string },
  ) {}

  /** Values of a thing's own fields. Throws for a field without a class: it would be shown to nobody, or to everybody. */
  async fields(definition: SubjectDefinition, values: FieldValues): Promise<Sealed> {
    return this.each(values, fieldsOf(definition), definition.type);
  }

  /** Elements of a thing's parts. */
  async parts(definition: SubjectDefinition, changes: readonly PartChange[]): Promise<SealedPart[]> {
    const sealed: SealedPart[] = [];
    for (const { part, key, values } of changes) {
      const rules = partRulesOf(definition)[part];
      if (!rules) throw new Error(`${definition.type} has no part ${part}`);
      sealed.push({ part, key, ...(await this.each(values, partFieldsOf(rules), rules.type)) });
    }
    return sealed;
  }

  private async each(values: FieldValues, rules: ReadonlyMap<string, FieldRule>, type: string): Promise<Sealed> {
    const stored: Record<string, unknown> = {};
    const details: Record<string, Json> = {};
    for (const [name, value] of Object.entries(values)) {
      const rule = rules.get(name);
      if (!rule) throw new Error(`${type} has no field ${name}`);
      if (rule.sealed !== true || value === null) {
        stored[name] = value;
        details[name] = value;
      } else {
        const mark = await this.one(rule, value);
        stored[name] = mark.ref;
        details[name] = { ...mark };
      }
    }
    return { values: stored, details };
  }

  private async one(rule: FieldRule, value: Json): ReturnType<typeof sealValue> {
    // Kept in clear without a word otherwise.
    if (typeof value !== 'string') throw new Error('only text can be sealed');
    const { operation, newId } = this.place;
    const blind = rule.blind === undefined ? {} : { blind: rule.blind };
    return sealValue(this.session, this.keyRing, { operation, ref: newId('seal'), value, ...blind });
  }
}
