/** States of an arrest trip and their columns on the board. */
export const states = {
  PLANNED: { phase: 'PLANNED' },
  APPROVED: { phase: 'PLANNED' },
  EN_ROUTE: { phase: 'ACTIVE' },
  ABORTED: { phase: 'CANCELLED' },
} as const;

export type ArrestTripState = keyof typeof states;
