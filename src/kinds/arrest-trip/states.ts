/** States of an arrest trip and their columns on the board. */
export const states = {
  PLANNED: { phase: 'PLANNED' },
  APPROVED: { phase: 'PLANNED' },
  EN_ROUTE: { phase: 'ACTIVE' },
  ON_SITE: { phase: 'ACTIVE' },
  ESCORTING: { phase: 'ACTIVE' },
  RETURNED: { phase: 'ACTIVE' },
  CLOSED: { phase: 'DONE' },
  ABORTED: { phase: 'CANCELLED' },
} as const;

export type ArrestTripState = keyof typeof states;

/** From setting out until it is home: police know that it is on its way, and nobody else does. */
export const OUT = ['EN_ROUTE', 'ON_SITE', 'ESCORTING'] as const satisfies readonly ArrestTripState[];
