"""An identity provider by lasso: reads its task from the file named, and prints the responses it made as JSON."""
import base64
import datetime
import json
import sys
from urllib.parse import parse_qs, quote

import lasso


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def instant(minutes):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_server(task, order):
    server = lasso.Server.newFromBuffers(read(task["metadata"]), read(task["key"]), None, read(task["certificate"]))
    server.addProviderFromBuffer(lasso.PROVIDER_ROLE_SP, read(task["serviceProviderMetadata"]))
    name = order.get("algorithm", "rsa-sha256").upper().replace("-", "_")
    server.signatureMethod = getattr(lasso, "SIGNATURE_METHOD_" + name)
    if "cipher" in order:
        provider = server.providers[task["serviceProvider"]["entityId"]]
        provider.setEncryptionMode(lasso.ENCRYPTION_MODE_ASSERTION)
        provider.setEncryptionSymKeyType(getattr(lasso, "ENCRYPTION_SYM_KEY_TYPE_" + order["cipher"]))
        provider.setKeyEncryptionMethod(getattr(lasso, "KEY_ENCRYPTION_METHOD_" + order["transport"]))
    return server


def attribute(name, values):
    def value_of(text):
        node = lasso.MiscTextNode.newWithString(text)
        node.textChild = True
        value = lasso.Saml2AttributeValue()
        value.any = [node]
        return value

    made = lasso.Saml2Attribute()
    made.name = name
    made.nameFormat = lasso.SAML2_ATTRIBUTE_NAME_FORMAT_BASIC
    made.attributeValue = [value_of(text) for text in values]
    return made


def fill(assertion):
    name_id = lasso.Saml2NameID()
    name_id.format = lasso.SAML2_NAME_IDENTIFIER_FORMAT_EMAIL
    name_id.content = "ada@acme.example"
    assertion.subject.nameId = name_id
    statement = lasso.Saml2AttributeStatement()
    statement.attribute = [attribute("roles", ["admin", "auditor"]), attribute("displayName", ["Ada Lovelace"])]
    assertion.attributeStatement = [statement]


def process(login, query):
    """Takes the AuthnRequest in; lasso verifies its signature by the sender's metadata."""
    login.processAuthnRequestMsg(query)


def unasked(login, task):
    login.initIdpInitiatedAuthnRequest(task["serviceProvider"]["entityId"])
    login.request.protocolBinding = lasso.SAML2_METADATA_BINDING_POST
    login.request.nameIdPolicy.format = lasso.SAML2_NAME_IDENTIFIER_FORMAT_EMAIL
    process(login, None)


def respond(task, order):
    login = lasso.Login(open_server(task, order))
    if order["solicited"]:
        process(login, task["query"])
    else:
        unasked(login, task)
    login.validateRequestMsg(True, True)
    context = lasso.SAML2_AUTHN_CONTEXT_PASSWORD_PROTECTED_TRANSPORT
    login.buildAssertion(context, instant(0), instant(480), instant(-5), instant(5))
    fill(login.assertion)
    login.buildAuthnResponseMsg()
    return base64.b64decode(login.msgBody).decode("utf-8")


def verifies(task, query):
    login = lasso.Login(open_server(task, {}))
    try:
        process(login, query)
    except lasso.DsError:
        return None
    return login


def main():
    task = json.loads(read(sys.argv[1]))
    login = verifies(task, task["query"])
    relay_state = parse_qs(task["query"])["RelayState"][0]
    changed = task["query"].replace(quote(relay_state, safe=""), quote("/elsewhere", safe=""))
    assert changed != task["query"]
    print(json.dumps({
        "request": {
            "id": login.request.id if login else "",
            "relayState": login.msgRelayState if login else "",
            "verified": login is not None,
        },
        "changedRequestVerified": verifies(task, changed) is not None,
        "responses": {order["name"]: respond(task, order) for order in task["orders"]},
    }))


main()
