public import CallLifecycle
