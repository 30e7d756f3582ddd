export function findProgram(name: string): string | undefined;
export function canUseMariadb(): boolean;
export function canUseRedis(): boolean;
