import { ambientToken, givenToken } from './ambient.ts';
import { authorizationCode } from './authorization-code.ts';
import { deviceFlow } from './device-flow.ts';
import { describeToken } from './token.ts';

/** Everything that gets identity tokens, behind one door (scripts/build.mjs makes a file of its own of it). */
export const oidc = { authorizationCode, deviceFlow, ambientToken, givenToken, describeToken };

export type Oidc = typeof oidc;
