/** Counts the open sockets of each member. */
export class MemberSockets {
  private readonly open = new Map<string, number>();

  /** @param most that one member may have */
  constructor(private readonly most: number) {}

  /** Counts one more; false, and it is not counted, where the member has as many as it may. */
  enter(memberId: string): boolean {
    const open = this.open.get(memberId) ?? 0;
    if (open >= this.most) return false;
    this.open.set(memberId, open + 1);
    return true;
  }

  /** Counts one less; once for each that entered. */
  leave(memberId: string): void {
    const left = (this.open.get(memberId) ?? 0) - 1;
    if (left > 0) this.open.set(memberId, left);
    else this.open.delete(memberId);
  }
}
