/*
 * The grammar of github.com/distribution/reference v0.6, ParseNormalizedNamed. Every repetition starts with a
 * character that the part before it cannot hold, so each expression is linear in the length of the text.
 */
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const label = '[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*';
export const repositoryForm = new RegExp(`^${component}(?:/${component})*$`);
export const componentForm = new RegExp(`^${component}$`);
export const domainForm = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
export const tagForm = /^\w[\w.-]{0,127}$/;
export const identifierForm = /^[a-f0-9]{64}$/;

export const maxRepositoryLength = 255;
export const maxTagLength = 128;
