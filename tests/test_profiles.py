"""Profiles and overrides: every mistake gives a line that names parameter, value and what is allowed."""

from pathlib import Path

import pytest
from sklearn.model_selection import ParameterGrid

from lstm_attention.models import baselines
from lstm_attention.profiles import described_profiles, load_settings
from lstm_attention.settings import MODELS, Settings, SettingsError
from lstm_attention.store.layout import Layout

QUICK = Path("config/quick.yaml")


@pytest.mark.parametrize("profile", sorted(Path("config").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_profile_is_valid(profile):
    assert isinstance(load_settings(profile), Settings)


def test_a_bare_training_parameter_is_set_for_every_model():
    settings = load_settings(QUICK, "epochs=7 max_tokens=50 seeds=[0,4]")
    assert [settings.training(model)["epochs"] for model in MODELS] == [7, 7, 7]
    assert settings.max_tokens == 50
    assert settings.seeds == [0, 4]


def test_a_parameter_of_one_model_leaves_the_others():
    before, after = load_settings(QUICK), load_settings(QUICK, "dense.epochs=99 lstm_attention.mask=false")
    assert after.dense.epochs == 99
    assert after.lstm == before.lstm
    assert (before.lstm_attention.mask, after.lstm_attention.mask) == (True, False)


def test_a_variant_has_the_parameters_of_lstm_attention_but_for_its_own(tmp_path):
    profile = tmp_path / "p.yaml"
    profile.write_text("lstm_attention: {epochs: 3}\nvariants: {heads: {pooling: multi_head, mask: false}}\n")
    settings = load_settings(profile, "batch_size=7 heads.learning_rate=0.1")
    whole = settings.lstm_attention.model_dump()
    assert (whole["epochs"], whole["batch_size"]) == (3, 7)
    assert settings.training("heads") == whole | {
        "pooling": "multi_head",
        "mask": False,
        "learning_rate": 0.1,
    }


def test_a_variant_without_seeds_has_the_first_of_the_models(tmp_path):
    profile = tmp_path / "p.yaml"
    profile.write_text("seeds: [4, 5]\nvariants: {max: {pooling: max}, mean: {pooling: mean, seeds: [5]}}\n")
    assert load_settings(profile).seeds_by_name()["max"] == [4]
    assert load_settings(profile, "seeds=[6,5]").seeds_by_name()["max"] == [6]
    assert load_settings(profile).seeds_by_name()["mean"] == [5]


def test_seeds_after_the_first_draw_again_if_asked_to(tmp_path):
    profile = tmp_path / "p.yaml"
    profile.write_text(
        "seeds: [4, 5]\nvariants: {max: {pooling: max}, mean: {pooling: mean, seeds: [4, 6]}}\n"
    )
    assert Layout(load_settings(profile), "x").redrawn_seeds() == []
    assert Layout(load_settings(profile, "redraw=true"), "x").redrawn_seeds() == [5, 6]
    with pytest.raises(SettingsError, match=r"redraw=True: mean\.seeds=\[5\] must include 4, the first"):
        load_settings(profile, "redraw=true mean.seeds=[5]")


def test_the_full_profile_tries_as_much_of_a_neural_model_as_of_a_linear_one():
    grids = [len(ParameterGrid(grid)) for grid in baselines.GRIDS.values()]
    layout = Layout(load_settings(Path("config/full.yaml")), "build/full")
    assert len(layout.candidates()) == max(grids)


@pytest.mark.parametrize(
    ("search", "says"),
    [
        (
            "{learning_rat:[1]}",
            "learning_rat is not a training parameter of every model; choose from mask, padding",
        ),
        ("{head:[[3]]}", "head is not a training parameter of every model"),
        ("{learning_rate:[0.1,-1]}", "learning_rate=-1: must be greater than 0"),
        ("{batch_size:[10,16],devices:[1,4]}", "must divide the documents of a batch, 10, into"),
        ("{learning_rate:[]}", "List should have at least 1 item"),
        ("0.1", "search=0.1: must be a valid dictionary"),
    ],
)
def test_a_mistake_in_a_search_is_named(search, says):
    with pytest.raises(SettingsError) as error:
        load_settings(QUICK, f"'search={search}'")
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("variants", "says"),
    [
        ("{heads: {pooling: sum}}", "variants.heads.pooling='sum': must be 'published', 'context_vector'"),
        ("{heads: {pool: max}}", "variants.heads.pool='max': unknown parameter; did you mean 'pooling'?"),
        ("{heads: {seeds: [1, 1]}}", "variants.heads.seeds=[1, 1]: each seed may be listed only once"),
        (
            "{heads: {seeds: [5]}}",
            "variants: heads.seeds=[5] must include at least one of seeds=[0], as a",
        ),
        ("{lstm: {}}", "lstm is already the name of a model"),
        ("{../x: {}}", "must consist of a-z, 0-9 and _, and start with a letter"),
        ("[max]", "variants=['max']: must be a valid dictionary"),
    ],
)
def test_a_mistake_in_a_variant_is_named(variants, says, tmp_path):
    profile = tmp_path / "p.yaml"
    profile.write_text(f"variants: {variants}\n")
    with pytest.raises(SettingsError) as error:
        load_settings(profile)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ("dense.pooling=max", "dense.pooling='max': unknown parameter"),
        ("word_dropout=1", "dense.word_dropout=1: must be less than 1"),
        ("epoch=3", "dense.epoch=3|epoch=3: unknown parameter; did you mean 'epochs'? the parameters are "),
        ("layr=keras", "layr='keras': unknown parameter; did you mean 'layer'?"),
        ("lstm.batchsize=3", "lstm.batchsize=3: unknown parameter; did you mean 'batch_size'?"),
        ("epochs=0", "dense.epochs=0: must be greater than or equal to 1"),
        ("patience=0", "dense.patience=0: must be greater than or equal to 1"),
        ("lstm.epochs=2.5", "lstm.epochs=2.5: must be a valid integer"),
        ("learning_rate=fast", "dense.learning_rate='fast': must be a valid number"),
        ("learning_rate=-1", "dense.learning_rate=-1: must be greater than 0"),
        ("optimizer=sgd", "dense.optimizer='sgd': must be 'adam' or 'rmsprop'"),
        ("lstm.devices=3", "lstm.devices=3: must divide the documents of a batch, 16, into equal parts"),
        ("validation_share=1", "validation_share=1: must be less than 1"),
        ("seeds=[1,1]", "seeds=[1, 1]: each seed may be listed only once"),
        ("seeds=[]", "seeds=[]: List should have at least 1 item"),
        ("seeds=[-1]", "seeds=-1: must be greater than or equal to 0"),
        (
            "gru.epochs=3",
            "gru.epochs=3: only dense, lstm, lstm_attention, mean, unmasked, equal_head, trained have "
            "parameters of their own",
        ),
        ("epochs", "'epochs' in SET must have the form name=value"),
        ("epochs=[1", "epochs=[1: the value cannot be read"),
        ("seeds='[0", "cannot read SET="),
    ],
)
def test_a_mistake_is_named(overrides, says):
    with pytest.raises(SettingsError) as error:
        load_settings(QUICK, overrides)
    assert any(part in str(error.value) for part in says.split("|")), str(error.value)


def test_a_missing_profile_names_those_that_exist(tmp_path):
    with pytest.raises(
        SettingsError,
        match=r"no profile config/none\.yaml; profiles there: .*full, .*own, .*quick, .*tiny",
    ):
        load_settings(Path("config/none.yaml"))
    with pytest.raises(SettingsError, match="profiles there: none"):
        load_settings(tmp_path / "x.yaml")


@pytest.mark.parametrize(("text", "says"), [("a: [", "not valid YAML"), ("- 1\n", "not a list")])
def test_a_profile_that_is_no_mapping(tmp_path, text, says):
    (tmp_path / "p.yaml").write_text(text)
    with pytest.raises(SettingsError, match=says):
        load_settings(tmp_path / "p.yaml")


def test_a_model_without_lines_in_a_profile_is_named(tmp_path):
    (tmp_path / "p.yaml").write_text("lstm:\n")
    with pytest.raises(
        SettingsError, match=r"^lstm must hold lines `name: value`, not None; or leave it out"
    ):
        load_settings(tmp_path / "p.yaml", "epochs=3")


@pytest.mark.parametrize("pooling", ["multi_head", "max"])
def test_the_model_with_attention_has_the_published_layer(pooling):
    with pytest.raises(SettingsError, match="pooling must be published here; name any other under variants"):
        load_settings(QUICK, f"lstm_attention.pooling={pooling}")


@pytest.mark.parametrize("written", ["1e-4", "1E-4", "1.e-4", "+1e-4", "0.0001"])
def test_a_number_with_an_exponent_is_a_number_everywhere(written, tmp_path):
    assert load_settings(QUICK, f"search={{learning_rate:[{written}]}}").search == {"learning_rate": [0.0001]}
    profile = tmp_path / "p.yaml"
    profile.write_text(f"search: {{learning_rate: [{written}]}}\n")
    assert load_settings(profile).search == {"learning_rate": [0.0001]}


@pytest.mark.parametrize("name", ["2e3-posts.csv", "1e5abc", "no", "on", "yes", "off"])
def test_a_name_that_begins_like_a_number_or_was_once_a_boolean_is_a_name(name):
    assert load_settings(QUICK, f"source={name}").source == name
    assert load_settings(QUICK, f"classes=[{name},b]").classes == [name, "b"]


def test_true_and_false_are_booleans():
    assert load_settings(QUICK, "live=false balanced=true").live is False
    assert load_settings(QUICK, "live=false balanced=true").balanced is True


def test_a_mistake_in_all_models_is_reported_once():
    with pytest.raises(SettingsError) as error:
        load_settings(QUICK, "epochs=0 lstm.batch_size=0")
    assert sorted(str(error.value).splitlines()) == [
        "dense.epochs=0: must be greater than or equal to 1 (also lstm, lstm_attention, variants.mean, "
        "variants.unmasked, variants.equal_head, variants.trained)",
        "lstm.batch_size=0: must be greater than or equal to 1",
    ]


def test_every_profile_says_in_its_first_line_what_it_is_for():
    described = described_profiles(QUICK.parent)
    assert described.keys() >= {"full", "own", "paper", "quick", "reddit", "tiny"}
    assert (
        described["quick"]
        == "The default: the whole corpus, three training runs of every model, each until it stops improving."
    )
    assert all(line.endswith(".") for line in described.values())
