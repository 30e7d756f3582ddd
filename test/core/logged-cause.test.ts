import { loggedCause } from '../../src/core/logged-cause';

describe('what is logged of a cause', () => {
  it('is its type, message and stack, and no other field', () => {
    const error = Object.assign(new TypeError('a bug'), { parameters: ['11010519491231002X'] });
    expect(loggedCause(error)).toEqual({ type: 'TypeError', message: 'a bug', stack: error.stack });
    expect(loggedCause('thrown text')).toEqual({ type: 'string', message: 'thrown text', stack: '' });
    expect(loggedCause(undefined)).toMatchObject({ type: 'undefined', message: 'undefined' });
  });

  it.each([
    ["Duplicate entry 'op_1-11010519491231002X' for key 'PRIMARY'", "Duplicate entry '…' for key 'PRIMARY'"],
    ["Duplicate entry 'it's-1101' for key 'code'", "Duplicate entry '…' for key 'code'"],
    [
      "Incorrect string value: '\\xF0\\x9F' for column `a`.`b` at row 1",
      "Incorrect string value: '…' for column `a`.`b` at row 1",
    ],
    ["Truncated incorrect DOUBLE value: '1101051949'", "Truncated incorrect DOUBLE value: '…'"],
    ["Unknown column 'x' in 'field list'", "Unknown column 'x' in 'field list'"],
  ])('is without the value that a database repeats: %s', (message, told) => {
    const logged = loggedCause(new Error(message));
    expect(logged.message).toBe(told);
    expect(logged.stack).toContain(`Error: ${told}\n`);
  });

  it('shows what a terminal would act on', () => {
    expect(loggedCause(new Error('a\u202eb\u009b1mc')).message).toBe('a\\u202eb\\u009b1mc');
  });
});
