import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import { havingCondition } from '../../access/record-condition';
import { badInput, refuse } from '../../core/errors';
import type { AgencyType, Role } from '../../core/vocabulary';
import { ParticipationRow } from '../../store/rows/operation.row';
import { sql, type Session, type Sql } from '../../store/session';
import type { ApiContext } from '../context';
import { isName, plainList } from '../filter-values';
import { argumentsBelow } from '../look-ahead';
import { readRecords } from '../record-page';
import { Agency, AgencyConnection, Member, MemberConnection } from '../types/directory';
import { AgencyTypeEnum, RoleEnum } from '../types/enums';
import { PageArgs } from '../types/page.args';

const LONGEST_TEXT = 64;

@Resolver()
export class AgencyQueries {
  @Query(() => AgencyConnection, { description: 'Agencies 单位 of the joint force, the newest first.' })
  async agencies(
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('types', () => [AgencyTypeEnum], { nullable: true, description: 'Of these types.' }) types?: AgencyType[],
    @Arg('codes', () => [String], { nullable: true, description: 'With these codes.' }) codes?: string[],
    @Arg('operationId', () => ID, {
      nullable: true,
      description: 'Those that take part in this operation now; for its participants.',
    })
    operationId?: string,
  ): Promise<AgencyConnection> {
    const named = codes ? plainList('codes', codes) : null;
    const conditions = [
      ...(types ? [sql`r.agency_type IN (${plainList('types', types)})`] : []),
      ...(named ? [sql`r.code IN (${named})`] : []),
    ];
    return readRecords<Agency>(context, {
      ...{ definition: context.services.registry.getType('Agency'), page, index: 'agency_newest' },
      place: { field: 'Query.agencies', arguments: { types, codes, operationId } },
      counted: argumentsBelow(info, ['totalCount']).length > 0,
      scope: async (session) => {
        const within = operationId ? [await takingPart(context, session, operationId)] : [];
        return directoryScope(context, session, [...conditions, ...within]);
      },
    });
  }
}

@Resolver(() => Agency)
export class AgencyMembers {
  @FieldResolver(() => MemberConnection, {
    description:
      'Its members, the newest first: all of them for the own agency, for others those whom one may address, commanders and liaisons.',
  })
  async members(
    @Root() agency: Shown,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('roles', () => [RoleEnum], { nullable: true, description: 'With one of these roles.' }) roles?: Role[],
    @Arg('active', () => Boolean, {
      nullable: true,
      defaultValue: true,
      description: 'Those who may sign in, or those who no longer may; null: both.',
    })
    active?: boolean | null,
    @Arg('text', () => String, { nullable: true, description: 'In name or code; 1 to 64 characters.' }) text?: string,
  ): Promise<MemberConnection> {
    const definition = context.services.registry.getType('Member');
    const conditions = [
      sql`r.agency_id = ${agency.id}`,
      ...(roles ? [havingCondition(definition, { field: 'roles', oneOf: roles }, 'r')] : []),
      ...(typeof active === 'boolean' ? [sql`r.state = ${active ? 'ACTIVE' : 'DISABLED'}`] : []),
      ...(typeof text === 'string' ? [textCondition(text)] : []),
    ];
    return readRecords<Member>(context, {
      ...{ definition, page, index: 'member_newest' },
      place: { field: 'Agency.members', of: agency.id, arguments: { roles, active, text } },
      counted: argumentsBelow(info, ['totalCount']).length > 0,
      scope: async (session) => directoryScope(context, session, conditions),
    });
  }

  @FieldResolver(() => [Member], {
    description: 'Its liaisons who may sign in, those on duty first, then by code; for agencies of a common operation.',
  })
  async liaisons(@Root() agency: Shown, @Ctx() { loaders }: ApiContext): Promise<readonly Member[]> {
    return agency.withheld.includes('liaisons') ? [] : loaders.liaisons.load(agency.id);
  }
}

async function directoryScope(
  { services, reading }: ApiContext,
  session: Session,
  conditions: readonly Sql[],
): ReturnType<Parameters<typeof readRecords>[1]['scope']> {
  const operation = await services.operations.system();
  return { operation: operation ?? '', reader: await reading.directoryReader(session), phase: 'RUNNING', conditions };
}

/** @throws Refusal NOT_FOUND, or FORBIDDEN for who knows of the operation but not who takes part */
async function takingPart({ services, reading }: ApiContext, session: Session, operation: string): Promise<Sql> {
  const { row, reader } = await reading.operation(session, { id: operation });
  const definition = services.registry.getType('Operation');
  if (services.needToKnow.level(definition, row, { reader, of: 'INNER' }) !== 'FULL') {
    throw refuse('FORBIDDEN', { denial: { code: 'HIDDEN_FIELD' } });
  }
  const now = session.columnValue(ParticipationRow, 'until', services.clock.now());
  return sql`r.id IN (SELECT p.agency_id FROM participation p
    WHERE p.operation_id = ${row.id} AND (p.until IS NULL OR p.until > ${now}))`;
}

/** Codes are ASCII alone: not every database compares them with anything else. */
function textCondition(given: string): Sql {
  const text = given.trim();
  if (text === '') throw badInput([{ path: 'text', code: 'TOO_SHORT', params: { minimum: 1 } }]);
  if (text.length > LONGEST_TEXT) {
    throw badInput([{ path: 'text', code: 'TOO_LONG', params: { maximum: LONGEST_TEXT } }]);
  }
  const inName = sql`INSTR(r.name, ${text}) > 0`;
  return isName(text) ? sql`${inName} OR INSTR(r.code, ${text.toLowerCase()}) > 0` : inName;
}
