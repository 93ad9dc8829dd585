"""Certificates: what they certify stays, who may verify them, and what is told of one that was revoked."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tortoise.exceptions import IntegrityError

from core.plugins.loaded import PluginSet
from linli.testing import Client, fixed, plugin_set
from plugins.pidu_talent import certificates, courses
from plugins.pidu_talent.choices import TalentCertificateState as S
from plugins.pidu_talent.credentials import identity_hash, multibase, to_be_signed
from plugins.pidu_talent.models import Attendance, Certificate, Course, CourseVersion, Session
from tests.plugins.pidu_talent.camp import (
    LATER,
    THEORY,
    Camp,
    a_session,
    active,
    as_person,
    completed,
    date,
    gid,
    problems_of,
    viewer_of,
)

SERVER = "https://linli.example.cn"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(scope="module")
def plugins() -> PluginSet:
    """With a key to sign with."""
    key = base64.b64encode(KEY.private_bytes_raw()).decode()
    return plugin_set("pidu_talent", settings={"pidu_talent": {"public_url": SERVER, "signing_key": key}})


async def a_course(camp: Camp) -> Course:
    new = courses.NewCourse(area_id=camp.town.pitong.id, code="T1", title="社区治理", kind=THEORY, minutes=120)
    return await courses.create(new)


async def a_certificate(camp: Camp) -> tuple[Certificate, Course]:
    """The certificate of a member who attended a course."""
    course = await a_course(camp)
    version = await CourseVersion.get(course_id=course.id)
    row = await completed(camp)
    taught = await a_session(camp, THEORY, date(2024, 9, 3), course_version_id=version.id)
    await Attendance.create(session=taught, enrollment=row, state="PRESENT", minutes=60)
    with fixed(LATER):
        return await certificates.issue(row.id), course


async def test_only_who_completed_is_certified(camp: Camp) -> None:
    row = await active(camp, 2)
    assert await problems_of(certificates.issue(row.id)) == [("WRONG_STATE", "id")]
    certificate, _ = await a_certificate(camp)
    assert (certificate.title, certificate.theory_minutes, certificate.practicum_minutes) == (
        "菁英赋能计划（筒创营）第一期结业证书",
        180,
        120,
    )
    assert certificate.title_en == "Certificate of Elite (Tongchuang), No. 1"
    assert await problems_of(certificates.issue(certificate.enrollment_id)) == [("DUPLICATE", "id")]


async def test_editing_a_course_does_not_alter_certificates(camp: Camp, client: Client) -> None:
    certificate, course = await a_certificate(camp)
    question = """{ talentCertificates { nodes {
      theoryMinutes courses { nodes { courseVersion { number title } } } } } }"""
    before = await client.ask(question)
    address = f"/plugins/pidu_talent/certificates/{certificate.code}"
    page = (await client.http.get(address)).text
    document = (await client.http.get(f"{address}.json")).json()
    with fixed(LATER):
        await courses.publish_version(course.id, courses.NewVersion(title="别的内容", kind=THEORY, minutes=45))
    assert (await Course.get(id=course.id)).title == "别的内容"
    assert await client.ask(question) == before
    assert before["talentCertificates"]["nodes"][0]["courses"]["nodes"] == [
        {"courseVersion": {"number": 1, "title": "社区治理"}}
    ]
    assert (await client.http.get(address)).text == page
    assert (await client.http.get(f"{address}.json")).json() == document
    for model, values in (
        (CourseVersion, {"title": "别的"}),
        (Certificate, {"theory_minutes": 1}),
        (Certificate, {"title": "别的"}),
    ):
        with pytest.raises(IntegrityError, match="_unchanging"):
            await model.all().update(**values)


async def test_a_revoked_certificate_keeps_its_address_and_says_so(camp: Camp, client: Client) -> None:
    certificate, _ = await a_certificate(camp)
    address = f"/plugins/pidu_talent/certificates/{certificate.code}"
    page = await client.http.get(address)
    assert page.status_code == 200
    assert "ISSUED · 有效 · Issued" in page.text
    assert "<dt>持有人 Holder</dt><dd>演**</dd>" in page.text
    assert "演示学员001" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    valid = await client.http.get(f"{address}/revocation.json")
    assert valid.json()["revokedCredential"] == []
    with fixed(LATER):
        await certificates.revoke(certificate.id, certificates.Revocation(reason="学时有误"))
    page = await client.http.get(address)
    assert page.status_code == 200
    assert "REVOKED · 已撤销 · Revoked" in page.text
    assert "<dt>失效日期 Not valid since</dt><dd>2024-12-01</dd>" in page.text
    # The reason may tell of the person; it is not for everybody.
    assert "学时有误" not in page.text
    gone = await client.http.get(f"{address}.json")
    assert (gone.status_code, gone.json()["state"], gone.json()["revoked"]) == (410, "REVOKED", True)
    listed = (await client.http.get(f"{address}/revocation.json")).json()["revokedCredential"]
    assert listed == [{"id": f"{SERVER}{address}.json", "revoked": True}]
    again = certificates.Revocation(reason="再次")
    assert await problems_of(certificates.revoke(certificate.id, again)) == [("WRONG_STATE", "id")]
    unknown = await client.http.get("/plugins/pidu_talent/certificates/unknown")
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "查无此证书" in unknown.text


async def test_a_reissued_certificate_says_so_and_the_new_one_is_valid(camp: Camp, client: Client) -> None:
    first, _ = await a_certificate(camp)
    with fixed(LATER):
        second = await certificates.reissue(first.id, certificates.Revocation(reason="姓名更正"))
    assert second.code != first.code
    assert [one.state for one in await Certificate.all().order_by("id")] == [S.REISSUED, S.ISSUED]
    pages = [(await client.http.get(f"/plugins/pidu_talent/certificates/{one.code}")).text for one in (first, second)]
    assert ["REISSUED · 已换发" in page for page in pages] == [True, False]


async def test_anybody_with_the_code_verifies_it_and_nobody_lists_them(camp: Camp, client: Client) -> None:
    certificate, _ = await a_certificate(camp)
    question = """query ($code: String!) { talentProgrammes(certificateCode: $code) {
      nodes { brand certificate(code: $code) { state stateLabel holder title theoryMinutes revokedAt } } } }"""
    for viewer in (client.anonymous, client.administrator):
        found = await viewer.ask(question, {"code": certificate.code})
        assert found["talentProgrammes"]["nodes"] == [
            {
                "brand": "筒创营",
                "certificate": {
                    "state": "ISSUED",
                    "stateLabel": "有效",
                    "holder": "演**",
                    "title": "菁英赋能计划（筒创营）第一期结业证书",
                    "theoryMinutes": 180,
                    "revokedAt": None,
                },
            }
        ]
        assert len(client.statements) == 1
    with fixed(LATER):
        await certificates.revoke(certificate.id, certificates.Revocation(reason="学时有误"))
    found = await client.anonymous.ask(question, {"code": certificate.code})
    assert found["talentProgrammes"]["nodes"][0]["certificate"]["state"] == "REVOKED"
    assert await client.anonymous.ask(question, {"code": "another"}) == {"talentProgrammes": {"nodes": []}}
    nested = '{ talentProgrammes { nodes { certificate(code: "another") { state } } } }'
    assert await client.anonymous.ask(nested) == {"talentProgrammes": {"nodes": [{"certificate": None}]}}
    assert (await client.anonymous.refusal("{ talentCertificates { totalCount } }"))[0] == "FORBIDDEN"


async def test_who_sees_masked_names_does_not_find_the_place_where_names_can_be_tried(
    camp: Camp, client: Client
) -> None:
    certificate, _ = await a_certificate(camp)
    reader = client.permitted("pidu_talent.certificates_read")
    question = "{ talentCertificates { nodes { code holderName } } }"
    assert (await reader.ask(question))["talentCertificates"]["nodes"] == [{"code": None, "holderName": "演**"}]
    code, _ = await reader.refusal('{ talentCertificates(where: {code: {startsWith: "A"}}) { totalCount } }')
    assert code == "FORBIDDEN"
    named = {"code": certificate.code, "holderName": "演示学员001"}
    for viewer in (
        client.permitted("pidu_talent.certificates_read", "pidu_talent.member_names"),
        client.seen_by(viewer_of(camp.members[0])),
    ):
        assert (await viewer.ask(question))["talentCertificates"]["nodes"] == [named]


async def test_the_credential_is_an_open_badge_whose_proof_holds(camp: Camp, client: Client) -> None:
    certificate, _ = await a_certificate(camp)
    address = f"/plugins/pidu_talent/certificates/{certificate.code}"
    reply = await client.http.get(f"{address}.json")
    assert reply.headers["Content-Type"] == "application/vc+ld+json"
    document = reply.json()
    assert document["id"] == f"{SERVER}{address}.json"
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["validFrom"] == "2024-12-01T01:00:00Z"
    assert document["credentialStatus"] == {
        "id": f"{SERVER}{address}/revocation.json",
        "type": "1EdTechRevocationList",
    }
    subject = document["credentialSubject"]
    assert subject["achievement"]["name"] == "菁英赋能计划（筒创营）第一期结业证书"
    assert subject["achievement"]["achievementType"] == "Certificate"
    # A verifier who is told the name can check it, and whoever is not cannot read it.
    (identity,) = subject["identifier"]
    assert identity["identityHash"] == identity_hash("演示学员001", identity["salt"])
    assert "演示学员001" not in reply.text
    profile = (await client.http.get(document["issuer"]["id"].removeprefix(SERVER))).json()
    assert profile["name"] == camp.town.office.name
    (method,) = profile["verificationMethod"]
    proof = document.pop("proof")
    assert (proof["cryptosuite"], proof["verificationMethod"]) == ("eddsa-jcs-2022", method["id"])
    assert method["publicKeyMultibase"] == multibase(b"\xed\x01" + KEY.public_key().public_bytes_raw())
    signed = to_be_signed(document, {name: value for name, value in proof.items() if name != "proofValue"})
    assert proof["proofValue"] == multibase(KEY.sign(signed))
    KEY.public_key().verify(KEY.sign(signed), signed)


def test_base_58_is_that_of_multibase() -> None:
    # The examples of the specification of Multibase.
    assert multibase(b"Multibase is awesome! \\o/") == "zYAjKoNbau5KiqmHPmSxYCvn66dA1vLmwbt"
    assert multibase(b"\x00yes mani !") == "z17paNL19xttacUY"


async def test_whoever_certifies_needs_the_permission_there(camp: Camp, client: Client) -> None:
    row = await completed(camp)
    issue = """mutation ($id: ID!) { issueTalentCertificate(input: {id: $id}) {
      certificate { code state } userErrors { code } } }"""
    variables = {"id": gid("ten", row.id)}
    permissions = ("pidu_talent.certify", "pidu_talent.certificates_read")
    assert (await client.anonymous.refusal(issue, variables))[0] == "FORBIDDEN"
    elsewhere = client.permitted(*permissions, areas=[camp.town.xihua])
    answer = await elsewhere.ask(issue, variables)
    assert answer["issueTalentCertificate"] == {"certificate": None, "userErrors": [{"code": "NOT_FOUND"}]}
    with as_person(camp.trainers[0]):
        assert await Session.all().count() == 2
    answer = await client.permitted(*permissions, areas=[camp.town.pitong]).ask(issue, variables)
    assert answer["issueTalentCertificate"]["userErrors"] == []
    assert answer["issueTalentCertificate"]["certificate"]["state"] == "ISSUED"
