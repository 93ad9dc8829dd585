"""What can be done in talent training: each mutation is a use case of the plugin's services."""

from __future__ import annotations

from plugins.pidu_talent.mutations.learning import LEARNING_MUTATIONS
from plugins.pidu_talent.mutations.libraries import LIBRARY_MUTATIONS
from plugins.pidu_talent.mutations.practice import (
    ACHIEVEMENT_MUTATIONS,
    MENTORING_MUTATIONS,
    PLATFORM_MUTATIONS,
    PROJECT_MUTATIONS,
)
from plugins.pidu_talent.mutations.programmes import PROGRAMME_MUTATIONS

MUTATIONS = (
    *PROGRAMME_MUTATIONS,
    *LIBRARY_MUTATIONS,
    *LEARNING_MUTATIONS,
    *MENTORING_MUTATIONS,
    *PROJECT_MUTATIONS,
    *ACHIEVEMENT_MUTATIONS,
    *PLATFORM_MUTATIONS,
)
