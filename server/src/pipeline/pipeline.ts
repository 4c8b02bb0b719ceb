import { builtImages } from './built-images.ts';
import { outdatedSteps } from './outdated/index.ts';
import { signingPlans } from './plan-signing.ts';

/** Everything that reads CI files, behind one door: a file of its own, loaded when first used. */
export const pipeline = { builtImages, outdatedSteps, signingPlans };

export type Pipeline = typeof pipeline;
