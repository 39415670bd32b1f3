// An OpenID Connect provider for tests: `node provider.mjs CLIENT_ID CLIENT_SECRET REDIRECT_URI`, which says its address.
//
// Whoever signs in as `ada` is ada@market.example, verified; a name that begins with `unverified` is not verified, and what
// stands after `+` are groups: `eve+heads`.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [clientId, clientSecret, redirectUri] = process.argv.slice(2);

function claimsOf(id) {
  const [name, ...groups] = id.split("+");
  return {
    sub: id,
    name: name[0].toUpperCase() + name.slice(1),
    email: `${name}@market.example`,
    email_verified: !name.startsWith("unverified"),
    groups,
  };
}

let handle;
const server = createServer((request, response) => handle(request, response));
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    pkce: { required: () => true },
    cookies: { keys: ["only for tests"] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => claimsOf(id) }),
  });
  handle = provider.callback();
  console.log(issuer);
});
