import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ApiContext } from '../../graph/context';
import { BankAccount } from '../../graph/types/bank-account';
import { Division } from '../../graph/types/common';
import { Agency, Member } from '../../graph/types/directory';
import { LegalDocument } from '../../graph/types/legal-document';
import { Gang, Suspect } from '../../records/gang/types';
import { Arrest, ArrestTrip, PositionReport, Recovery, TravelLeg } from './types';

/** Fields of a trip that point at other things. */

type Loaders = ApiContext['loaders'];
type ShownTrip = Parameters<Loaders['parts']>[0];
type Element = Awaited<ReturnType<Loaders['parts']>>[number];

@Resolver(() => ArrestTrip)
export class ArrestTripFields {
  @FieldResolver(() => Division, { description: 'Where it goes.' })
  destination(@Root() trip: ShownTrip, @Ctx() { divisions }: ApiContext): Division {
    return divisions.get(String(trip['destination']));
  }

  @FieldResolver(() => [Division], { description: 'Places on the way, in the order of travel.' })
  stops(@Root() trip: ShownTrip, @Ctx() { divisions }: ApiContext): Division[] {
    return namesIn(trip['stops']).map((code) => divisions.get(code));
  }

  @FieldResolver(() => Member, { nullable: true, description: 'The member who leads it.' })
  async leader(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<Member | null> {
    return memberOf(trip['leader'], loaders);
  }

  @FieldResolver(() => [Member], { description: 'Everyone who travels.' })
  async members(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<Member[]> {
    return membersIn(trip['members'], loaders);
  }

  @FieldResolver(() => Gang, { nullable: true, description: 'The gang that it hunts.' })
  async gang(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<Gang | null> {
    return subjectOf<Gang>(trip['gang'], loaders);
  }

  @FieldResolver(() => [Suspect], { description: 'Those detained on it.' })
  async suspects(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<Suspect[]> {
    return suspectsIn(trip['suspects'], loaders);
  }

  @FieldResolver(() => [Arrest], { description: 'Detentions, in the order of time.' })
  async arrests(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<Arrest[]> {
    return inOrder<Arrest>(await loaders.parts(trip, 'arrests'), 'at');
  }

  @FieldResolver(() => [LegalDocument], { description: 'Its legal papers, in the order of filing.' })
  async documents(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<LegalDocument[]> {
    return inOrder<LegalDocument>(await loaders.parts(trip, 'documents'), 'filedAt');
  }

  @FieldResolver(() => [TravelLeg], { description: 'Legs of the way home with suspects.' })
  async legs(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<TravelLeg[]> {
    return inOrder<TravelLeg>(await loaders.parts(trip, 'legs'), 'number');
  }

  @FieldResolver(() => [PositionReport], { description: 'Where it was, in the order of time.' })
  async positions(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<PositionReport[]> {
    return inOrder<PositionReport>(await loaders.parts(trip, 'positions'), 'at');
  }

  @FieldResolver(() => [Recovery], { description: 'Money that it recovered, in the order of time.' })
  async recoveries(@Root() trip: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<Recovery[]> {
    return inOrder<Recovery>(await loaders.parts(trip, 'recoveries'), 'at');
  }
}

@Resolver(() => Arrest)
export class ArrestFields {
  @FieldResolver(() => Suspect, { description: 'Who was detained.' })
  async suspect(@Root() arrest: Element, @Ctx() { loaders }: ApiContext): Promise<Suspect | null> {
    return subjectOf<Suspect>(arrest['suspect'], loaders);
  }

  @FieldResolver(() => Division, { nullable: true, description: 'The division where it was.' })
  division(@Root() arrest: Element, @Ctx() { divisions }: ApiContext): Division | null {
    return typeof arrest['division'] === 'string' ? divisions.get(arrest['division']) : null;
  }

  @FieldResolver(() => LegalDocument, { nullable: true, description: 'The warrant that it stands on.' })
  async warrant(@Root() arrest: Element, @Ctx() { loaders }: ApiContext): Promise<LegalDocument | null> {
    const trip = await loaders.subject.load(arrest.subjectId);
    const papers = trip ? await loaders.parts(trip, 'documents') : [];
    const warrant = papers.find((paper) => paper['id'] === arrest['warrant']);
    return (warrant ?? null) as LegalDocument | null;
  }
}

@Resolver(() => LegalDocument)
export class LegalDocumentFields {
  @FieldResolver(() => Member, { nullable: true, description: 'Who filed it here.' })
  async filedBy(@Root() paper: Element, @Ctx() { loaders }: ApiContext): Promise<Member | null> {
    return memberOf(paper['filedBy'], loaders);
  }
}

@Resolver(() => TravelLeg)
export class TravelLegFields {
  @FieldResolver(() => [Suspect], { description: 'Suspects on it.' })
  async suspects(@Root() leg: Element, @Ctx() { loaders }: ApiContext): Promise<Suspect[]> {
    return suspectsIn(leg['suspects'], loaders);
  }

  @FieldResolver(() => [Member], { description: 'Officers on it.' })
  async officers(@Root() leg: Element, @Ctx() { loaders }: ApiContext): Promise<Member[]> {
    return membersIn(leg['officers'], loaders);
  }
}

@Resolver(() => PositionReport)
export class PositionReportFields {
  @FieldResolver(() => Member, { nullable: true, description: 'Who reported.' })
  async by(@Root() report: Element, @Ctx() { loaders }: ApiContext): Promise<Member | null> {
    return memberOf(report['by'], loaders);
  }
}

@Resolver(() => Recovery)
export class RecoveryFields {
  @FieldResolver(() => Suspect, { nullable: true, description: 'The suspect that it was recovered from.' })
  async suspect(@Root() recovery: Element, @Ctx() { loaders }: ApiContext): Promise<Suspect | null> {
    return subjectOf<Suspect>(recovery['suspect'], loaders);
  }

  @FieldResolver(() => BankAccount, { nullable: true, description: 'The account that it was on; null: cash.' })
  async account(@Root() recovery: Element, @Ctx() { loaders }: ApiContext): Promise<BankAccount | null> {
    const bankId = textOrNull(recovery['bank']);
    const bankName = textOrNull(recovery['bankName']);
    if (bankId === null && bankName === null) return null;
    const [number, holderName] = await Promise.all([
      loaders.text(recovery['accountNumber']),
      loaders.text(recovery['holderName']),
    ]);
    const isHidden = (name: string): boolean => recovery.hidden.includes(name);
    const withheld = [
      ...(isHidden('holderName') ? ['holderName'] : []),
      ...(isHidden('accountNumber') ? ['number'] : []),
    ];
    return { bankId, bankName, number, holderName, withheld };
  }
}

@Resolver(() => BankAccount)
export class BankAccountFields {
  @FieldResolver(() => Agency, { nullable: true, description: 'The bank, where it takes part in the operation.' })
  async bank(@Root() { bankId }: BankAccount, @Ctx() { loaders }: ApiContext): Promise<Agency | null> {
    return bankId === null ? null : loaders.agency.load(bankId);
  }
}

@Resolver(() => Suspect)
export class SuspectTrip {
  @FieldResolver(() => ArrestTrip, { nullable: true, description: 'The trip that detained the suspect last.' })
  async trip(@Root() suspect: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<ArrestTrip | null> {
    return subjectOf<ArrestTrip>(suspect['trip'], loaders);
  }
}

@Resolver(() => Gang)
export class GangTrips {
  @FieldResolver(() => [ArrestTrip], { description: 'Trips that hunt it, the newest last.' })
  async trips(@Root() gang: ShownTrip, @Ctx() { loaders }: ApiContext): Promise<ArrestTrip[]> {
    if (gang.withheld.includes('trips')) return [];
    const ids = await loaders.referring('gang').load(`${gang.operation} ${gang.id}`);
    const trips = await Promise.all(ids.map((id) => loaders.subject.load(id)));
    return trips.filter((trip) => trip !== null) as unknown as ArrestTrip[];
  }
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

async function memberOf(id: unknown, loaders: Loaders): Promise<Member | null> {
  return typeof id === 'string' ? loaders.member.load(id) : null;
}

async function membersIn(ids: unknown, loaders: Loaders): Promise<Member[]> {
  return Promise.all(namesIn(ids).map((id) => loaders.member.load(id)));
}

async function subjectOf<T>(id: unknown, loaders: Loaders): Promise<T | null> {
  return typeof id === 'string' ? ((await loaders.subject.load(id)) as T | null) : null;
}

async function suspectsIn(ids: unknown, loaders: Loaders): Promise<Suspect[]> {
  const found = await Promise.all(namesIn(ids).map((id) => subjectOf<Suspect>(id, loaders)));
  return found.filter((suspect) => suspect !== null);
}

function inOrder<T>(elements: Element[], field: string): T[] {
  const keyOf = (element: Element): string => String(element[field]).padStart(24, '0');
  return elements.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) as unknown as T[];
}
