import { badInput, isRefusal, Refusal, refuse, unavailable } from '../../src/core/errors';
import { instantOf } from '../../src/core/time';

describe('refuse', () => {
  it('makes a refusal without details for the codes that need none', () => {
    const refusal = refuse('NOT_FOUND');
    expect([refusal.code, refusal.details, refusal.name]).toEqual(['NOT_FOUND', {}, 'Refusal']);
  });

  it('carries the details of its code', () => {
    expect(refuse('VERSION_CONFLICT', { currentVersion: 7 }).details.currentVersion).toBe(7);
    const passed = refuse('DEADLINE_PASSED', { clock: 'stop_loss.papers', dueAt: instantOf(0) });
    expect(passed.details).toEqual({ clock: 'stop_loss.papers', dueAt: '1970-01-01T00:00:00.000Z' });
  });

  it('has its code alone as its message, so that no detail leaks by way of a text', () => {
    const refusal = refuse('FORBIDDEN', { denial: { action: 'confirmFreeze', code: 'OTHER_AGENCY' } });
    expect(refusal.message).toBe('FORBIDDEN');
    expect(String(refusal)).toBe('Refusal: FORBIDDEN');
  });

  it('is refused by the compiler without the details that its code needs', () => {
    // @ts-expect-error VERSION_CONFLICT needs currentVersion
    refuse('VERSION_CONFLICT');
    // @ts-expect-error these are the details of another code
    refuse('VERSION_CONFLICT', { state: 'FROZEN', allowed: [] });
    // @ts-expect-error NOT_FOUND tells nothing
    refuse('NOT_FOUND', { currentVersion: 1 });
    expect(refuse('CURSOR_EXPIRED')).toBeInstanceOf(Refusal);
  });
});

describe('badInput', () => {
  it('lists every fault and keeps its own list', () => {
    const fields = [{ path: 'input.amount', code: 'TOO_LARGE', params: { max: 5 } }];
    const refusal = badInput(fields);
    fields.pop();
    expect(refusal.code).toBe('BAD_USER_INPUT');
    expect(refusal.details.fields).toEqual([{ path: 'input.amount', code: 'TOO_LARGE', params: { max: 5 } }]);
  });

  it('refuses to be made without a fault', () => {
    expect(() => badInput([])).toThrow(RangeError);
  });
});

describe('unavailable', () => {
  it('says that the same request may be sent again', () => {
    expect(unavailable().details).toEqual({ retryable: true });
  });
});

describe('isRefusal', () => {
  it('knows refusals from bugs', () => {
    expect(isRefusal(refuse('NOT_FOUND'))).toBe(true);
    for (const bug of [new Error('NOT_FOUND'), { code: 'NOT_FOUND', details: {} }, 'NOT_FOUND', null, undefined]) {
      expect(isRefusal(bug)).toBe(false);
    }
  });

  it('lets the code decide the type of the details', () => {
    const caught: unknown = refuse('ILLEGAL_TRANSITION', { state: 'FROZEN', allowed: ['filePapers'], label: '' });
    const allowed = isRefusal(caught) && caught.code === 'ILLEGAL_TRANSITION' ? caught.details.allowed : [];
    expect(allowed).toEqual(['filePapers']);
  });
});
