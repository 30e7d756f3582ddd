import { parseMoney } from '../../src/core/money';
import { POLICE } from '../../src/core/vocabulary';
import { demoPeople } from '../../src/demo/people';
import { Named, type Step, type StoryObject, type StoryValue } from '../../src/demo/step';
import { agencyOf, assertDivision, ms, name, roleOf, rule, STORY_END, text, typeOf } from './rehearsal-facts';
import type { Gang, Suspect, Trip } from './rehearsal-facts';

/**
 * Does the story in mind: the rules of an arrest trip once more and plainly, without a database, so that a story that
 * the door would refuse, or that would leave a duty undone, is told with its step.
 */

const HOUR = 3_600_000;
/** Times that are set for later. */
const PLANNED: ReadonlySet<string> = new Set(['dueAt', 'until']);
const MAX_AGE = 72 * HOUR;
const POSITION = 2 * HOUR;
const CARE = 24 * HOUR;

/** The state that each action on a trip starts from. */
const FROM: Readonly<Record<string, readonly string[]>> = {
  approveArrestTrip: ['PLANNED'],
  departArrestTrip: ['APPROVED'],
  arriveArrestTrip: ['EN_ROUTE', 'ON_SITE'],
  recordDocument: ['ON_SITE'],
  recordArrest: ['ON_SITE'],
  recordFamilyNotice: ['ON_SITE', 'ESCORTING', 'RETURNED'],
  recordCustody: ['ON_SITE', 'ESCORTING'],
  recordRecovery: ['ON_SITE', 'ESCORTING', 'RETURNED'],
  beginEscort: ['ON_SITE'],
  reportPosition: ['ESCORTING'],
  completeReturn: ['ON_SITE', 'ESCORTING'],
  closeArrestTrip: ['RETURNED'],
  abortArrestTrip: ['PLANNED', 'APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING'],
};

export class Rehearsal {
  readonly trips = new Map<string, Trip>();
  readonly suspects = new Map<string, Suspect>();
  readonly gangs = new Map<string, Gang>();
  readonly catalogue = new Map<string, StoryObject>();
  readonly recoveries: { amount: string; at: string }[] = [];
  private readonly present = new Map<string, string>();
  private step!: Step;

  /** Does every step; throws with the first that breaks a rule. */
  run(steps: readonly Step[]): this {
    for (const step of steps) {
      this.step = step;
      try {
        this.assertDates(step.input);
        this.perform(step);
      } catch (error) {
        throw new Error(`${step.at} ${step.action} by ${step.by}: ${(error as Error).message}`);
      }
    }
    this.step = { at: STORY_END, by: null, action: 'end', input: {} };
    this.suspects.forEach((suspect, name) => this.assertCare(name, suspect));
    for (const trip of this.trips.values()) if (trip.state === 'ESCORTING') this.assertSeen(trip, STORY_END);
    return this;
  }

  private perform({ action, input }: Step): void {
    if (action === 'setParticipation' && name(input['operationId']) === 'YK-FRAUD') {
      this.present.set(name(input['agencyId']), this.step.at);
    }
    const records: Record<string, (input: StoryObject) => void> = {
      addCatalogueEntry: (each) => this.addEntry(each),
      registerGang: (each) => this.registerGang(each),
      breakGang: (each) => this.breakGang(each),
      registerSuspect: (each) => this.addSuspect(each['suspect'] as StoryObject, true),
      amendSuspect: (each) => this.amendSuspect(each),
      planArrestTrip: (each) => this.plan(each),
    };
    records[action]?.(input);
    if (FROM[action]) this.onTrip(action, input);
  }

  private addEntry(input: StoryObject): void {
    this.assertRole(['COMMANDER']);
    const key = `${text(input['kind'])} ${text(input['code'])}`;
    rule(!this.catalogue.has(key), `${key} stands twice`);
    rule(text(input['labelEn']).length <= 100, 'a long label');
    if (input['division'] !== undefined) assertDivision(input['division']);
    this.catalogue.set(key, input);
  }

  private registerGang(input: StoryObject): void {
    this.assertRole(['OFFICER', 'COMMANDER']);
    assertDivision(input['origin']);
    this.assertCode('FRAUD_MODUS', input['modusCode']);
    this.gangs.set(name(this.step.makes), { name: text(input['name']) });
  }

  private breakGang(input: StoryObject): void {
    this.assertRole(['COMMANDER']);
    const key = name(input['gangId']);
    const at = name(input['at']);
    const caught = [...this.suspects.values()].filter((suspect) => suspect.gang === key && suspect.detainedAt);
    rule(
      caught.some((suspect) => suspect.detainedAt! <= at),
      'no suspect of the gang is detained',
    );
    const gang = this.gangs.get(key)!;
    rule(gang.brokenAt === undefined, 'the gang is broken already');
    gang.brokenAt = at;
  }

  private addSuspect(input: StoryObject, known: boolean): Suspect {
    this.assertRole(['OFFICER', 'COMMANDER']);
    const key = name(this.step.makes);
    rule(input['name'] === `嫌疑人${key}`, 'the name is not a number');
    rule(!this.suspects.has(key), 'the suspect is known already');
    const gang = name(input['gangId']);
    rule(this.gangs.has(gang), 'the gang is not registered');
    this.assertCode('TARGET_PERSON', input['categoryCode']);
    const suspect = { state: 'WANTED', gang, idNumber: text(input['idNumber']), known };
    this.suspects.set(key, suspect);
    return suspect;
  }

  private amendSuspect(input: StoryObject): void {
    this.assertRole(['OFFICER', 'COMMANDER']);
    const suspect = this.suspects.get(name(input['suspectId']))!;
    rule(suspect.state === 'WANTED', 'only who is wanted is amended');
    this.assertCode('TARGET_PERSON', input['categoryCode']);
    if (input['state'] !== undefined) suspect.state = text(input['state']);
  }

  private plan(input: StoryObject): void {
    this.assertRole(['OFFICER', 'COMMANDER']);
    const leader = name(input['leaderId']);
    const members = (input['memberIds'] as Named[]).map(name);
    const departOn = name(input['departOn']);
    rule(agencyOf(leader) === agencyOf(this.step.by!), 'the leader is of another agency');
    rule(
      members[0] === leader && new Set(members).size === members.length,
      'the members are not each one, leader first',
    );
    members.forEach((member) => this.assertPolice(member));
    rule(departOn >= this.step.at.slice(0, 10), 'departs in the past');
    rule(name(input['dueAt']) > `${departOn}T24:00`, 'due before it departs');
    rule(this.gangs.has(name(input['gangId'])), 'the gang is not registered');
    [input['destination'], ...(input['stops'] as string[])].forEach(assertDivision);
    rule(!/嫌疑人|\d{3}/u.test(text(input['title'])), 'the title tells a name or number');
    const number = `ARR-${String(this.trips.size + 1).padStart(4, '0')}`;
    this.trips.set(`YK-FRAUD/${number}`, {
      ...{ state: 'PLANNED', number, planner: this.step.by!, leader, members, departOn, lastSeen: '' },
      ...{ title: text(input['title']), destination: text(input['destination']) },
      ...{ documents: new Map(), suspects: [], away: { from: '', to: STORY_END } },
    });
  }

  private onTrip(action: string, input: StoryObject): void {
    const trip = this.trips.get(name(input['taskId']))!;
    const { by, at } = this.step;
    rule(FROM[action]!.includes(trip.state), `the trip is ${trip.state}`);
    const doings: Record<string, () => void> = {
      approveArrestTrip: () => {
        rule(by !== trip.planner && by !== trip.leader, 'approved by who planned or leads it');
        rule(roleOf(by!) === 'COMMANDER' && typeOf(agencyOf(by!)) === 'POLICE_BUREAU', 'not a commander of the bureau');
        trip.state = 'APPROVED';
      },
      abortArrestTrip: () => {
        rule(roleOf(by!) === 'COMMANDER' && agencyOf(by!) === agencyOf(trip.planner), 'not a commander of the lead');
        trip.state = 'ABORTED';
      },
      departArrestTrip: () => {
        rule(at.slice(0, 10) === trip.departOn, 'departs on another day');
        trip.away.from = at;
        trip.state = 'EN_ROUTE';
      },
      arriveArrestTrip: () => (trip.state = 'ON_SITE'),
      recordDocument: () => this.recordDocument(trip, input['document'] as StoryObject),
      recordArrest: () => this.arrest(trip, input),
      recordFamilyNotice: () => (this.suspectOf(trip, input).toldAt = name(input['at'])),
      recordCustody: () => (this.suspectOf(trip, input).housedAt ??= name(input['enteredAt'])),
      recordRecovery: () => this.recover(trip, input),
      beginEscort: () => this.escort(trip, input['legs'] as StoryObject[]),
      reportPosition: () => this.see(trip, name(input['at'])),
      completeReturn: () => this.comeHome(trip, input),
      closeArrestTrip: () => {
        rule(
          trip.suspects.every((each) => this.suspects.get(each)!.state === 'HANDED_OVER'),
          'somebody is missing',
        );
        trip.state = 'CLOSED';
      },
    };
    doings[action]!();
    if (action !== 'approveArrestTrip' && action !== 'abortArrestTrip') rule(by === trip.leader, 'not by the leader');
  }

  private recordDocument(trip: Trip, document: StoryObject): void {
    const number = text(document['number']);
    const taken = [...this.trips.values()].some((each) => each.documents.has(number));
    rule(!taken, 'the number of the document is taken');
    rule(name(document['issuedOn']) <= this.step.at.slice(0, 10), 'issued later');
    trip.documents.set(number, text(document['kind']));
  }

  private arrest(trip: Trip, input: StoryObject): void {
    const made = input['newSuspect'] === undefined ? null : this.addSuspect(input['newSuspect'] as StoryObject, false);
    const key = made ? name(this.step.makes) : name(input['suspectId']);
    const suspect = this.suspects.get(key)!;
    rule(suspect.detainedAt === undefined, 'detained twice');
    rule(trip.documents.get(text(input['warrantNumber'])) === 'DETENTION_WARRANT', 'no such warrant on the trip');
    assertDivision(input['division']);
    Object.assign(suspect, { state: 'DETAINED', detainedAt: name(input['at']) });
    trip.suspects.push(key);
  }

  private recover(trip: Trip, input: StoryObject): void {
    rule((parseMoney(name(input['amount'])) ?? 0) > 0, 'not a sum');
    this.suspectOf(trip, input);
    const account = input['account'] as StoryObject | undefined;
    const bank = account?.['bankId'];
    rule(account === undefined || (bank === undefined) !== (account['bankName'] === undefined), 'one bank, once');
    if (bank !== undefined) {
      rule((this.present.get(name(bank)) ?? STORY_END) < this.step.at, 'the bank takes no part yet');
      rule(typeOf(name(bank)) === 'BANK', 'not a bank');
    }
    this.recoveries.push({ amount: name(input['amount']), at: this.step.at });
  }

  private escort(trip: Trip, legs: readonly StoryObject[]): void {
    rule(trip.suspects.length > 0 && legs.length > 0, 'nobody to escort');
    let ready = this.step.at;
    for (const leg of legs) {
      const suspects = (leg['suspectIds'] as Named[]).map(name);
      const officers = new Set((leg['officerIds'] as Named[]).map(name));
      rule(officers.size >= 2 * suspects.length, 'fewer than two officers for each suspect');
      rule(
        [...officers].every((each) => trip.members.includes(each)),
        'an officer who is not on the trip',
      );
      rule(suspects.join() === trip.suspects.join(), 'not all suspects on the leg');
      rule(name(leg['departAt']) >= ready && name(leg['arriveAt']) > name(leg['departAt']), 'legs overlap');
      ready = name(leg['arriveAt']);
    }
    trip.suspects.forEach((each) => (this.suspects.get(each)!.state = 'ESCORTED'));
    Object.assign(trip, { state: 'ESCORTING', lastSeen: this.step.at });
  }

  private see(trip: Trip, at: string): void {
    this.assertSeen(trip, at);
    trip.lastSeen = at;
  }

  private assertSeen(trip: Trip, at: string): void {
    rule(at >= trip.lastSeen && ms(at) - ms(trip.lastSeen) <= POSITION, 'no position for more than two hours');
  }

  private comeHome(trip: Trip, input: StoryObject): void {
    const custody = input['custody'] as StoryObject[];
    const at = name(input['at']);
    if (trip.state === 'ESCORTING') this.assertSeen(trip, at);
    rule(custody.map((each) => name(each['suspectId'])).join() === trip.suspects.join(), 'not each suspect in a house');
    for (const entry of custody) {
      const suspect = this.suspectOf(trip, entry);
      rule(name(entry['enteredAt']) <= at, 'in the house later than home');
      suspect.housedAt ??= name(entry['enteredAt']);
      suspect.state = 'HANDED_OVER';
    }
    trip.away.to = at;
    trip.state = 'RETURNED';
  }

  private suspectOf(trip: Trip, input: StoryObject): Suspect {
    const key = name(input['suspectId']);
    rule(trip.suspects.includes(key), 'not a suspect of the trip');
    return this.suspects.get(key)!;
  }

  /** In a detention house and the family told within 24 hours, or those hours have not run out yet. */
  private assertCare(key: string, { detainedAt, toldAt = STORY_END, housedAt = STORY_END }: Suspect): void {
    if (detainedAt === undefined) return;
    const due = ms(detainedAt) + CARE;
    rule(ms(toldAt) < due && ms(housedAt) < due, `suspect ${key} was not cared for in time`);
    rule(toldAt >= detainedAt && housedAt >= detainedAt, `suspect ${key} was cared for before`);
  }

  private assertRole(roles: readonly string[]): void {
    const by = this.step.by!;
    rule(roles.includes(roleOf(by)), `a ${roleOf(by)} may not`);
    this.assertPolice(by);
  }

  private assertPolice(member: string): void {
    const agency = agencyOf(member);
    rule(
      demoPeople.some((person) => person.code === member),
      `nobody is ${member}`,
    );
    rule((POLICE as readonly string[]).includes(typeOf(agency)), `${member} is not police`);
    rule(agency === 'yk-police' || this.present.has(agency), `${agency} takes no part`);
  }

  private assertCode(kind: string, code: StoryValue | undefined): void {
    if (code === undefined) return;
    rule(this.catalogue.has(`${kind} ${text(code)}`), `${kind} has no ${text(code)}`);
  }

  /** What happened, happened neither after it is told nor more than 72 hours before. */
  private assertDates(input: StoryObject): void {
    const { at: now, action } = this.step;
    if (action === 'createOperation') return;
    for (const [field, value] of Object.entries(input)) {
      if (!(value instanceof Named) || value.what !== 'time' || PLANNED.has(field)) continue;
      rule(value.name <= now && ms(now) - ms(value.name) <= MAX_AGE, `${field} is not of the last 72 hours`);
    }
  }
}
