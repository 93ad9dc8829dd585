"""A small neighbourhood that has a row in every table of the core."""

from __future__ import annotations

import datetime
import uuid

from core import audit, models
from core.models import choices

DAY = datetime.date(2024, 7, 10)
START = datetime.datetime(2024, 7, 10, 9, tzinfo=datetime.UTC)


def key(number: int) -> uuid.UUID:
    """A key that is the same in every run."""
    return uuid.UUID(int=number)


async def create_one_of_each() -> None:
    """Create the rows through the models, on the database that is open."""
    city = await models.Area.create(id=key(1), level=choices.AreaLevel.CITY, name="成都市")
    district = await models.Area.create(
        id=key(2), level=choices.AreaLevel.DISTRICT, name="金牛区", code="510106", parent=city
    )
    await models.PluginEnablement.create(id=key(90), area=district, plugin="stores")
    await models.PurgedPlugin.create(id=key(91), plugin="lamps")
    old = await models.Area.create(
        id=key(3), level=choices.AreaLevel.SUBDISTRICT, name="旧街道", parent=district, valid_to=DAY
    )
    street = await models.Area.create(
        id=key(4), level=choices.AreaLevel.SUBDISTRICT, name="西华街道", parent=district, valid_from=DAY
    )
    await models.AreaSuccession.create(id=key(5), predecessor=old, successor=street, takes_effect_on=DAY)
    office = await models.Organization.create(
        id=key(6), kind=choices.OrganizationKind.GOVERNMENT, name="街道办", area=street
    )
    company = await models.Organization.create(
        id=key(7), kind=choices.OrganizationKind.COMPANY, name="红旗连锁", parent=office
    )
    place = await models.Place.create(
        id=key(8), name="小剧场", area=street, operator=company, latitude=30.7, longitude=104.1
    )
    await models.PlaceAmenity.create(id=key(9), place=place, code="seats", name="座椅")
    await models.PlaceDesignation.create(id=key(10), place=place, code="warm-space", name="馨空间", valid_from=DAY)
    await models.ServiceHours.create(id=key(11), place=place, day=1, opens_minute=540, closes_minute=1500)
    await models.ServiceException.create(id=key(12), place=place, date=DAY)
    await models.CalendarDay.create(id=key(13), date=DAY, kind=choices.CalendarDayKind.PUBLIC_HOLIDAY, name="假日")
    people = [
        await models.Person.create(id=key(20 + number), display_name=f"演示居民{number:03d}", area=street)
        for number in range(3)
    ]
    await models.PersonAudience.create(id=key(30), person=people[0], audience=choices.Audience.RESIDENT)
    await models.PersonContact.create(
        id=key(31), person=people[0], kind=choices.ContactKind.PHONE, value_encrypted="x", value_hash="y"
    )
    await models.Account.create(id=key(32), issuer="https://id.example.org", subject="1", person=people[0])
    await models.AccountLinkRequest.create(
        id=key(92),
        issuer="https://id.example.org",
        subject="2",
        person=people[0],
        asked_by="ADMIN",
        asked_by_person=people[1],
        expires_at=datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC),
    )
    await models.RoleAssignment.create(id=key(33), person=people[0], role="grid-worker", area=street, valid_from=DAY)
    text = await models.ConsentText.create(id=key(34), purpose="contact", number=1, text="我同意", valid_from=DAY)
    await models.Consent.create(
        id=key(35),
        person=people[0],
        text=text,
        purpose="contact",
        channel=choices.ConsentChannel.PAPER,
        given_at=START,
        recorded_by="ADMIN",
    )
    erased = await models.Person.create(id=key(36), display_name="匿名", status=choices.PersonStatus.PSEUDONYMOUS)
    erasure = await models.PersonErasure.create(id=key(37), person=erased, purpose="本人申请", requested_by="ADMIN")
    await models.PersonErasureStep.create(id=key(38), erasure=erasure, name="contacts")
    twin = await models.Person.create(
        id=key(39), display_name="演示居民000", status=choices.PersonStatus.MERGED, merged_into=people[0]
    )
    merge = await models.PersonMerge.create(
        id=key(45),
        kept=people[0],
        merged=twin,
        purpose="同一人",
        status_before=choices.PersonStatus.ACTIVE,
        merged_by="ADMIN",
    )
    await models.PersonMergeRow.create(
        id=key(46),
        merge=merge,
        position=1,
        table_name="account",
        row_key=str(key(32)),
        column="person_id",
        fate=choices.MergedRowFate.MOVED,
        after={"a": [1, None]},
    )
    programme = await models.Programme.create(
        id=key(40), code="neighbours", name="睦邻亲", area=district, lead_organization=office
    )
    await models.Milestone.create(
        id=key(41), programme=programme, position=1, name="首批", due_on=DAY, target_percent="12.50"
    )
    series = await models.Series.create(id=key(42), code="festival", name="邻里节", area=street, programme=programme)
    activity = await models.Activity.create(
        id=key(50),
        title="邻里节",
        series=series,
        year=2024,
        quarter=3,
        place=place,
        area=street,
        lead_organization=office,
        starts_at=START,
        ends_at=START + datetime.timedelta(hours=2),
        capacity=5,
        decision=choices.ActivityDecision.PUBLISHED,
        published_at=START,
    )
    await models.ActivityHost.create(id=key(51), activity=activity, organization=company, position=1)
    await models.ActivityProgramme.create(id=key(52), activity=activity, programme=programme)
    await models.ActivityAudience.create(id=key(53), activity=activity, audience=choices.Audience.RESIDENT)
    for number, (person, state) in enumerate(zip(people, ("CONFIRMED", "WAITLISTED", "CANCELLED"), strict=True)):
        await models.Registration.create(
            id=key(60 + number),
            activity=activity,
            person=person,
            party_size=2,
            state=choices.RegistrationState(state),
            answers={"需要": "座位"},
        )
    picture = await models.Media.create(
        id=key(70), kind=choices.MediaKind.IMAGE, title="图", url="https://example.org/1.jpg", place=place
    )
    await models.MediaCredit.create(
        id=key(71), media=picture, position=1, role=choices.CreditRole.PICTURE_PROVIDER, name="示例"
    )
    event = await models.Event.create(
        name="activity.published", subject_type="activity", subject_id=activity.id, payload={"a": [1, None]}
    )
    await models.EventCursor.create(consumer="webhooks.send")
    await models.SetAsideEvent.create(
        id=key(80), event=event, consumer="webhooks.send", attempts=8, last_error="OSError: 不通"
    )
    await models.IdempotencyKey.create(
        id=key(81), mutation="createPlace", caller="ADMIN", key="a-key", digest="0" * 64, result_id=place.id
    )
    await models.Lease.create(name="events:webhooks.send", holder="host:1:x", until=START)
    await models.JobRun.create(
        job="core.expire_events", started_at=START, finished_at=START, seconds=0.5, outcome=choices.JobOutcome.SUCCEEDED
    )
    await models.SearchDocument.create(subject_type="place", subject_id=place.id, tokens="小剧 剧场 xiaojuchang")
    token = await models.ApiToken.create(
        id=key(92),
        name="积分屏",
        digest="0" * 64,
        area=district,
        created_by_id=key(32),
        expires_at=START + datetime.timedelta(days=366),
        created_at=START,
    )
    await models.ApiTokenGrant.create(id=key(91), token=token, permission="places.write", area=district)
    await models.RegisteredOperation.create(
        area=district,
        team="地图",
        app="web",
        name="Places",
        kind=choices.OperationKind.QUERY,
        document="query Places { places { totalCount } }",
        hash="0" * 64,
    )
    await models.UseCount.create(use="contacts.reveal", actor="ADMIN", hour=START, count=1)
    await audit.record("createActivity", "at", activity.id, area_id=street.id, details={"rows": 1}, people=[key(21)])
