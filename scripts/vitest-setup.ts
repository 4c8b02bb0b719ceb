import { createRequire, Module } from 'node:module';
import * as fetchOfOurs from '../server/src/signature/cosign/sign/fetch.ts';

/*
 * What the `alias` of scripts/build.mjs is for the bundles: Sigstore's signing library gets our own HTTP instead of
 * make-fetch-happen. Vitest leaves packages to Node, where aliases have no say; what is in its cache is not loaded.
 */
const require = createRequire(createRequire(import.meta.url).resolve('@sigstore/sign'));
const path = require.resolve('make-fetch-happen');
const stand = new Module(path);
stand.exports = { __esModule: true, default: fetchOfOurs.default };
stand.loaded = true;
require.cache[path] = stand;

// What notation trusts on this machine is no part of any test.
process.env.NOTATION_CONFIG = '/nowhere/notation';
