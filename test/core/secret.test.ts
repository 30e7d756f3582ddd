import { drawSecret, isKeyForm } from '../../src/core/secret';

describe('a key', () => {
  it('is known by its form, before it is looked up', () => {
    const { text } = drawSecret();
    expect(isKeyForm(text)).toBe(true);
    for (const other of [`${text}x`, text.slice(0, -1), text.slice(1), 'ldk_', 'ldk_x', text.replace('_', '-')]) {
      expect(isKeyForm(other)).toBe(false);
    }
  });
});
