import uuid
from collections.abc import Collection

import pytest

from core import covers
from core.access import Cover, Reach
from core.covers import covers_of
from core.database.connect import transaction
from core.database.reader import TransactionReader
from core.models import AccessEpoch, Area
from linli.testing.town import Town, build_town

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def town(db: None) -> Town:
    """A city with two districts, a subdistrict in each."""
    return await build_town()


async def cover_of(*areas: Area, epoch: int | None = None) -> Cover | None:
    """What the subtrees of some areas amount to, as of the epoch by now if no other is given."""
    by_now = (await AccessEpoch.get(id=1)).epoch
    reach = Reach(areas=frozenset(area.id for area in areas))
    async with transaction() as connection:
        found = await covers_of(TransactionReader(connection), [reach, reach], by_now if epoch is None else epoch)
    return found.get(reach.areas)


def keys(areas: Collection[Area]) -> set[uuid.UUID]:
    return {area.id for area in areas}


async def test_few_areas_are_named(town: Town) -> None:
    for roots in ([town.jinniu], [town.jinniu, town.xihua]):
        cover = await cover_of(*roots)
        assert cover is not None
        assert not cover.but
        assert set(cover.areas) == keys([town.jinniu, town.xihua])
        assert len(cover.areas) == 2, "each once"


async def test_the_others_are_named_where_they_are_fewer(town: Town) -> None:
    cover = await cover_of(town.jinniu, town.pidu, town.xihua)
    assert cover == Cover((town.city.id,), but=True)
    assert await cover_of(town.city) == Cover((), but=True)


async def test_what_lies_beside_is_another_city_too(town: Town) -> None:
    other = await Area.create(level="CITY", name="演示市")
    district = await Area.create(level="DISTRICT", name="演示区", parent=other)
    cover = await cover_of(town.city, district)
    assert cover == Cover((other.id,), but=True)


async def test_many_areas_on_both_sides_are_not_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covers, "FEW", 1)
    assert await cover_of(town.jinniu) is None
    assert await cover_of(town.jinniu, town.pidu) == Cover((town.city.id,), but=True)
    assert await cover_of(town.xihua) == Cover((town.xihua.id,))


async def test_at_another_epoch_nothing_is_known(town: Town) -> None:
    assert await cover_of(town.jinniu, epoch=(await AccessEpoch.get(id=1)).epoch - 1) is None


async def test_a_reach_without_areas_has_no_cover() -> None:
    async with transaction() as connection:
        reach = Reach(places=frozenset({uuid.uuid4()}))
        assert await covers_of(TransactionReader(connection), [reach], 1) == {}


async def test_areas_that_come_move_and_go_advance_the_epoch(town: Town) -> None:
    async def epoch() -> int:
        return int((await AccessEpoch.get(id=1)).epoch)

    before = await epoch()
    grid = await Area.create(level="COMMUNITY", name="演示社区", parent=town.xihua)
    assert (created := await epoch()) > before
    await Area.filter(id=grid.id).update(name="演示小区")
    assert await epoch() == created
    await Area.filter(id=grid.id).update(parent_id=town.pitong.id)
    assert (moved := await epoch()) > created
    await Area.filter(id=grid.id).delete()
    assert await epoch() > moved
