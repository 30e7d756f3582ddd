// Prints `passed failed` of a Jest run; a run that broke before or outside its tests counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

const [file, exitCode] = process.argv.slice(2);
const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const { numPassedTests: passed = 0, numFailedTests = 0, numRuntimeErrorTestSuites = 0 } = result;
const failed = numFailedTests + numRuntimeErrorTestSuites;
const broke = passed + failed === 0 || (exitCode !== '0' && failed === 0);
console.log(`${passed} ${broke ? 1 : failed}`);
