"""An identity provider by pysaml2: reads its task from the file named, and prints the responses it made as JSON."""
import json
import shutil
import sys
from urllib.parse import parse_qs

import saml2.xmldsig as xmldsig
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.saml import AUTHN_PASSWORD_PROTECTED, NAMEID_FORMAT_EMAILADDRESS, NameID
from saml2.server import Server
from saml2.sigver import verify_redirect_signature

ALGORITHMS = {
    "rsa-sha1": (xmldsig.SIG_RSA_SHA1, xmldsig.DIGEST_SHA1),
    "rsa-sha256": (xmldsig.SIG_RSA_SHA256, xmldsig.DIGEST_SHA256),
    "rsa-sha384": (xmldsig.SIG_RSA_SHA384, xmldsig.DIGEST_SHA384),
    "rsa-sha512": (xmldsig.SIG_RSA_SHA512, xmldsig.DIGEST_SHA512),
}


def open_server(task):
    return Server(config=IdPConfig().load({
        "entityid": task["entityId"],
        "key_file": task["key"],
        "cert_file": task["certificate"],
        "xmlsec_binary": shutil.which("xmlsec1"),
        "metadata": {"local": [task["serviceProviderMetadata"]]},
        "service": {"idp": {
            "endpoints": {"single_sign_on_service": [(task["singleSignOn"], BINDING_HTTP_REDIRECT)]},
            # pysaml2 7.0 looks for an XML signature in it even where the binding puts the signature into the query.
            "want_authn_requests_signed": False,
            "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None, "entity_categories": []}},
        }},
    }))


def verify_query(server, sender, query):
    certificate = server.metadata.certs(sender, "spsso", "signing")[0]
    # Newer versions give a pair of name and certificate.
    text = certificate[1] if isinstance(certificate, tuple) else certificate
    return bool(verify_redirect_signature(dict(query), server.sec.sec_backend or server.sec, text))


def respond(server, task, order, request_id):
    signature, digest = ALGORITHMS[order["algorithm"]]
    return str(server.create_authn_response(
        {"roles": ["admin", "auditor"], "displayName": ["Ada Lovelace"], "mail": ["ada@acme.example"]},
        request_id if order["solicited"] else None,
        task["serviceProvider"]["acsUrl"],
        task["serviceProvider"]["entityId"],
        name_id=NameID(format=NAMEID_FORMAT_EMAILADDRESS, text="ada@acme.example"),
        authn={"class_ref": AUTHN_PASSWORD_PROTECTED},
        sign_response=order["signed"] in ("response", "both"),
        sign_assertion=order["signed"] in ("assertion", "both"),
        sign_alg=signature,
        digest_alg=digest,
        encrypt_assertion="encrypt" in order,
    ))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        task = json.load(file)
    server = open_server(task)
    query = {name: values[0] for name, values in parse_qs(task["query"]).items()}
    request = server.parse_authn_request(query["SAMLRequest"], BINDING_HTTP_REDIRECT).message
    sender = request.issuer.text
    print(json.dumps({
        "request": {
            "id": request.id,
            "relayState": query["RelayState"],
            "verified": verify_query(server, sender, query),
        },
        "changedRequestVerified": verify_query(server, sender, {**query, "RelayState": "/elsewhere"}),
        "responses": {order["name"]: respond(server, task, order, request.id) for order in task["orders"]},
    }))


main()
