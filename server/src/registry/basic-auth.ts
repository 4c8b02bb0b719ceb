/** The value of a Basic `Authorization` header, user name and password as UTF-8. */
export function basicHeader(credential: { readonly username: string; readonly password: string }): string {
  const bytes = new TextEncoder().encode(`${credential.username}:${credential.password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
