/**
 * Looks whenever it is stirred, one look at a time. What it is stirred by while it is looking may not be in what it sees: so it
 * looks again.
 */
export class Lookout {
  private looking = false;
  private again = false;

  /** @param look must not fail: whoever looks knows when to look again */
  constructor(private readonly look: () => Promise<void>) {}

  readonly stir = async (): Promise<void> => {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    while (this.again) {
      this.again = false;
      await this.look();
    }
    this.looking = false;
  };
}
