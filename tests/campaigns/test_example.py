import json
from pathlib import Path

from tests.campaigns.drafts import MIA, NOON, a_person
from tidings.campaigns import control, drafting, files, loading, previewing
from tidings.campaigns.model import CampaignState
from tidings.chat import participants
from tidings.core import db

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "campaign.yaml"
SCHEMA = ROOT / "docs" / "campaign.schema.json"


def test_the_published_schema_is_that_of_the_files() -> None:
    published = SCHEMA.read_text(encoding="utf-8")
    assert published == files.schema(), "write anew: `tidings campaign schema > docs/campaign.schema.json`"
    assert json.loads(published)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_example_becomes_a_campaign_that_can_be_launched(tx: db.Connection) -> None:
    participants.ensure_default(tx, NOON)
    campaign_id = drafting.create(tx, files.read(EXAMPLE), MIA, NOON)
    assert control.launch(tx, campaign_id, MIA, "spring", NOON).state is CampaignState.SCHEDULED


def test_the_example_reads_well_for_whoever_is_known_and_whoever_is_not(tx: db.Connection) -> None:
    participants.ensure_default(tx, NOON)
    campaign_id = drafting.create(tx, files.read(EXAMPLE), MIA, NOON)
    rita = a_person(tx, "rita", name="Rita Sousa", locale="pt-PT", attributes={"town": "Vila Nova & Gaia"})
    nobody = a_person(tx, "nobody", name="", locale="", attributes={})
    known, unknown = (previewing.preview(tx, campaign_id, person) for person in (rita, nobody))
    assert known.text.startswith("Olá Rita, a primavera chegou!\nPerto de Vila Nova & Gaia há quem")
    assert [button.url for button in known.buttons][1].endswith("?near=Vila%20Nova%20%26%20Gaia")
    assert unknown.text.startswith("Hi there, spring is here!\nPeople near you are looking")
    assert [button.label for button in unknown.buttons] == ["Offer something", "What sells in spring"]


def test_the_example_shows_most_of_what_a_campaign_may_say(tx: db.Connection) -> None:
    shown = files.read(EXAMPLE)
    unset = set(type(shown).model_fields) - shown.model_fields_set
    assert unset == {"archive_at"}, "which excludes archive_after_days"
    participants.ensure_default(tx, NOON)
    assert loading.get(tx, drafting.create(tx, shown, MIA, NOON)).definition == shown
